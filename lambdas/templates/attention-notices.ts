// Notifies supervisors of problems: once when a problem begins, and once when it is over.
import type { Clock } from '#model/ports'
import type { AttentionNotices, NoticeTopic } from '#model/template-ports'
import type { AccountState } from '#whatsapp/attention/account-state'
import { attentionIn, attentionText } from '#whatsapp/attention/attention'
import { languageList } from '#whatsapp/attention/language-list'
import { noticeText, noticeTime } from '#whatsapp/attention/notice-text'
import type { Language } from '#whatsapp/errors/language'

interface Ports {
  notices: AttentionNotices
  topic: NoticeTopic
  language: Language
  now: Clock
}

interface Line {
  cause: string
  title: string
  meaning?: string
  since?: Date | undefined
}

export function attentionNotifying({ notices, topic, language, now }: Ports) {
  return async (waba: { id: string; name: string }, account: AccountState): Promise<void> => {
    const found = linesOf(account)
    const known = await notices.list(waba.id)
    const sent = new Set(known.flatMap(({ cause, sentAt }) => (sentAt ? [cause] : [])))
    const causes = new Set(found.map(({ cause }) => cause))
    // A notice is claimed before it is sent, so that two runs never send the same one.
    const begun = await claimed(
      waba.id,
      found.filter(({ cause }) => !sent.has(cause)),
      'begun',
    )
    const over = await claimed(
      waba.id,
      known.filter(({ cause }) => !causes.has(cause)),
      'over',
    )
    try {
      // A problem that was over before anybody was notified of it needs no notice.
      const ended = over.filter(({ cause }) => sent.has(cause))
      if (begun.length + ended.length > 0)
        await topic.publish(noticeText(waba.name, { begun, over: ended }, language))
    } catch (error) {
      for (const { cause } of [...begun, ...over]) await notices.release(waba.id, cause)
      throw error
    }
    for (const { cause } of begun) await notices.sent(waba.id, cause, now())
    for (const { cause } of over) await notices.remove(waba.id, cause)
  }

  function linesOf(account: AccountState): Line[] {
    return attentionIn(account, now()).map((each) => {
      const { title, meaning } = attentionText(each, language, (at) => noticeTime(at, language))
      return {
        ...{ cause: each.cause, meaning, since: each.since },
        title: `${title}${languageList(each.languages, language)}`,
      }
    })
  }

  async function claimed<Each extends Line>(
    wabaId: string,
    lines: readonly Each[],
    why: 'begun' | 'over',
  ): Promise<Each[]> {
    const own: Each[] = []
    for (const line of lines)
      if (await notices.claim(wabaId, { cause: line.cause, title: line.title }, why, now()))
        own.push(line)
    return own
  }
}
