// Notifies supervisors of problems: once when a problem begins, and once when it is over. Notices
// can be published to an SNS topic and can be created as tasks in Connect. The table contains
// separate records for the two ways, so that a failure of one way does not delay the other.
import type { Clock } from '#model/ports'
import type {
  AttentionNotices,
  KnownProblem,
  NoticeTasks,
  NoticeTopic,
} from '#model/template-ports'
import type { AccountState } from '#whatsapp/attention/account-state'
import { attentionIn, attentionText } from '#whatsapp/attention/attention'
import { languageList } from '#whatsapp/attention/language-list'
import { noticeText, noticeTime, taskOverText, taskText } from '#whatsapp/attention/notice-text'
import type { Language } from '#whatsapp/errors/language'
import { UpstreamFailure } from '#whatsapp/errors/problems'

interface Waba {
  id: string
  name: string
}

interface Line {
  cause: string
  title: string
  meaning?: string
  since?: Date | undefined
}

/** Notifies supervisors of the problems that began or ended since the last call. */
type Way = (waba: Waba, found: readonly Line[]) => Promise<void>

/** The dependencies of both ways. */
interface Ports {
  notices: AttentionNotices
  language: Language
  now: Clock
}

export function attentionNotifying(
  ways: readonly Way[],
  { language, now }: Pick<Ports, 'language' | 'now'>,
) {
  return async (waba: Waba, account: AccountState): Promise<void> => {
    const found = attentionIn(account, now()).map((each) => {
      const { title, meaning } = attentionText(each, language, (at) => noticeTime(at, language))
      return {
        ...{ cause: each.cause, meaning, since: each.since },
        title: `${title}${languageList(each.languages, language)}`,
      }
    })
    await allDone(ways.map((notify) => notify(waba, found)))
  }
}

/** Publishes one notice for all problems that began or ended since the last run. */
export function notifyingByTopic({ topic, ...ports }: Ports & { topic: NoticeTopic }): Way {
  const { notices, language, now } = ports
  return async ({ id, name }, found) => {
    const changes = await changesIn(notices, id, found)
    // A notice is claimed before it is sent, so that two runs never send the same notice.
    const begun = await claimed(ports, id, changes.begun, 'begun')
    const over = await claimed(ports, id, changes.over, 'over')
    try {
      // The end of a problem is published only if its beginning was published.
      const ended = over.filter(({ sentAt }) => sentAt)
      if (begun.length + ended.length > 0)
        await topic.publish(noticeText(name, { begun, over: ended }, language))
    } catch (error) {
      for (const { cause } of [...begun, ...over]) await notices.release(id, cause)
      throw error
    }
    for (const { cause } of begun) await notices.sent(id, cause, now())
    for (const { cause } of over) await notices.remove(id, cause)
  }
}

/**
 * The maximum number of tasks that one run starts or ends. The next run starts and ends the others.
 */
const MOST_TASKS = 20

/** Starts a task for each problem, and ends the task when the problem is over. */
export function notifyingByTasks({ tasks, ...ports }: Ports & { tasks: NoticeTasks }): Way {
  const { notices, language, now } = ports
  return async (waba, found) => {
    const { begun, over } = await changesIn(notices, waba.id, found)
    const starts = begun.slice(0, MOST_TASKS)
    await allDone([
      ...starts.map((line) => start(waba, line)),
      ...over.slice(0, MOST_TASKS - starts.length).map((problem) => end(waba, problem)),
    ])
  }

  async function start({ id, name }: Waba, line: Line) {
    for (const { token, isFirst } of await claimed(ports, id, [line], 'begun'))
      try {
        const taskId = await tasks.start({ token, ...taskText(name, line, language) })
        await notices.sent(id, line.cause, now(), taskId)
      } catch (error) {
        // If it is certain that no task exists, the record is removed. Otherwise, the record must
        // remain, so that `end` can find the task by the token.
        const isWithoutTask = isFirst && error instanceof UpstreamFailure && error.certain
        await (isWithoutTask ? notices.remove : notices.release)(id, line.cause)
        throw error
      }
  }

  async function end({ id, name }: Waba, problem: KnownProblem) {
    const { cause } = problem
    for (const { token } of await claimed(ports, id, [problem], 'over'))
      try {
        // The task's id is missing if Connect's answer to the start of the task was lost. A second
        // call with the same token returns the id.
        const taskId =
          problem.taskId ?? (await tasks.start({ token, ...taskText(name, problem, language) }))
        await tasks.end(taskId, taskOverText(name, problem, now(), language))
        await notices.remove(id, cause)
      } catch (error) {
        await notices.release(id, cause)
        throw error
      }
  }
}

/** Compares the problems with the problems of which supervisors have already been notified. */
async function changesIn(notices: AttentionNotices, wabaId: string, found: readonly Line[]) {
  const known = await notices.list(wabaId)
  const sent = new Set(known.flatMap(({ cause, sentAt }) => (sentAt ? [cause] : [])))
  const causes = new Set(found.map(({ cause }) => cause))
  return {
    begun: found.filter(({ cause }) => !sent.has(cause)),
    over: known.filter(({ cause }) => !causes.has(cause)),
  }
}

type Claim = NonNullable<Awaited<ReturnType<AttentionNotices['claim']>>>

async function claimed<Each extends Pick<Line, 'cause' | 'title'>>(
  { notices, now }: Ports,
  wabaId: string,
  lines: readonly Each[],
  why: 'begun' | 'over',
): Promise<(Each & Claim)[]> {
  const own: (Each & Claim)[] = []
  for (const line of lines) {
    const claim = await notices.claim(wabaId, line, why, now())
    if (claim) own.push({ ...line, ...claim })
  }
  return own
}

/** Waits until all promises are settled, and then throws the first error. */
async function allDone(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}
