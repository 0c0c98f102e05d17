// Checks every WABA each minute: records the state of its numbers, reads the templates of native
// numbers that are in review or in use from Meta, runs the circuit breaker, and notifies
// supervisors of problems.
import type { Clock, Wabas } from '#model/ports'
import type { TemplateList, TemplateSummary } from '#model/template-list'
import type {
  Curations,
  TemplateBreakers,
  TemplateStore,
  TemplateWatch,
} from '#model/template-ports'
import type { Watched, WatchedAccount } from '#model/watch'
import { log } from '../runtime/log.ts'
import type { attentionNotifying } from './attention-notices.ts'
import { dueTemplates } from './due.ts'
import type { refreshing } from './refresh.ts'

interface Ports {
  wabas: Pick<Wabas, 'accounts'>
  store: Pick<TemplateStore, 'head' | 'list'>
  watch: Pick<TemplateWatch, 'read' | 'noteAccount' | 'noteAsked' | 'takeCalls'>
  refresh: ReturnType<typeof refreshing>
  /** Runs the circuit breaker for the templates of a WABA. */
  judge(wabaId: string, templates: readonly TemplateSummary[]): Promise<void>
  curations: Pick<Curations, 'read'>
  breakers: Pick<TemplateBreakers, 'read'>
  /** Sends notices about problems. Undefined if no notices are configured. */
  notify: ReturnType<typeof attentionNotifying> | undefined
  now: Clock
}

/**
 * The maximum number of templates that one run reads for a WABA. AWS End User Messaging Social
 * allows 10 calls per second for the whole AWS account, and a run must end within a minute.
 */
const MOST_ASKED = 100

export function watchTemplates(ports: Ports) {
  const { wabas, store, watch, refresh, judge, now } = ports
  const lists = new Map<string, TemplateList>()

  return async (): Promise<Record<string, { asked: number }>> => {
    const done: Record<string, { asked: number }> = {}
    for (const { id, name, account } of await wabas.accounts()) {
      try {
        done[id] = await look(id, account)
        await notify({ id, name })
      } catch (error) {
        // An error with one WABA, such as a missing permission, must not prevent the check of the
        // others.
        log.error('templates_not_watched', error, { wabaId: id })
      }
    }
    return done
  }

  async function look(wabaId: string, account: WatchedAccount) {
    const [list, watched] = await Promise.all([currentList(wabaId), watch.read(wabaId)])
    if (watched.account?.readAt !== account.readAt)
      await watch.noteAccount(wabaId, withSince(account, watched.account))
    if (!list) return { asked: 0 }
    const asked = account.mode === 'native' ? await ask(wabaId, list, watched) : 0
    await judge(wabaId, list.templates)
    return { asked }
  }

  /** Notifies supervisors of the WABA's current problems. */
  async function notify(waba: { id: string; name: string }): Promise<void> {
    if (!ports.notify) return
    const [list, head, curation, { state, failing }, watched] = await Promise.all([
      currentList(waba.id),
      store.head(waba.id),
      ports.curations.read(waba.id),
      ports.breakers.read(waba.id),
      watch.read(waba.id),
    ])
    // Before the first sync, nothing is known about the templates.
    if (!list) return
    await ports.notify(waba, {
      ...{ templates: list.templates, curation, watched },
      breaker: { failing, withheld: state.withheld, refused: state.refused },
      syncedAt: head?.syncedAt,
    })
  }

  /** Returns the list of templates. The list is read again only if its version has changed. */
  async function currentList(wabaId: string): Promise<TemplateList | undefined> {
    const head = await store.head(wabaId)
    const known = lists.get(wabaId)
    if (!head || known?.version === head.version) return known
    const list = await store.list(wabaId)
    if (list) lists.set(wabaId, list)
    return list
  }

  async function ask(wabaId: string, { templates }: TemplateList, watched: Watched) {
    const due = dueTemplates(templates, watched, now()).slice(0, MOST_ASKED)
    const calls = await watch.takeCalls(wabaId, due.length, now())
    const read = await refresh(wabaId, due.slice(0, calls))
    if (read.length > 0) await watch.noteAsked(wabaId, read, now())
    return read.length
  }
}

/** Adds to each number the time at which its quality changed, if known. */
const withSince = (
  account: WatchedAccount,
  before: WatchedAccount | undefined,
): WatchedAccount => ({
  ...account,
  numbers: account.numbers.map((number) => {
    const known = before?.numbers.find(({ id }) => id === number.id)
    const since = known?.quality === number.quality ? known.since : known && account.readAt
    return since ? { ...number, since } : number
  }),
})
