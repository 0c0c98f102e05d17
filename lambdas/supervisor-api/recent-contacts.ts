// Reads the last contacts of a queue with some of their attributes, so that a supervisor sees how a
// template would be filled in for them. The attributes are not stored.
import { numberOf } from '#model/conversation'
import type { Clock, Connect, Contacts, Directory, RecentChat, Waba } from '#model/ports'
import type { RecentContacts, RecentContactsRequest } from '#supervisor-api'
import { numbersFor, type Supervisor } from './supervisors.ts'

interface Ports {
  directory: Pick<Directory, 'recentChats'>
  connect: Pick<Connect, 'attributes'>
  contacts: Pick<Contacts, 'get'>
  requireWaba(wabaId: string): Promise<Waba>
  now: Clock
}

const MOST_CONTACTS = 20
/**
 * How far back contacts are searched, because older contacts differ from today's. Connect allows at
 * most eight weeks.
 */
const SEARCHED_MS = 14 * 24 * 60 * 60_000
/** Connect allows 10 reads of attributes per second, and 15 in a burst, for the whole account. */
const AT_ONCE = 4

export function recentContacts({ directory, connect, contacts, requireWaba, now }: Ports) {
  /** Reads the attributes of a chat, or returns undefined if it is not with one of these numbers. */
  async function contactOf(chat: RecentChat, numbers: readonly string[], names: readonly string[]) {
    const known = await contacts.get(chat.initialContactId)
    if (!known || !numbers.includes(numberOf(known.conversation))) return undefined
    const attributes = await connect.attributes(chat.contactId)
    return {
      id: chat.contactId,
      startedAt: chat.startedAt.toISOString(),
      attributes: Object.fromEntries(
        Object.entries(attributes).filter(([name]) => names.includes(name)),
      ),
    }
  }

  return async (
    supervisor: Supervisor,
    wabaId: string,
    { queue, attributes }: RecentContactsRequest,
  ): Promise<RecentContacts> => {
    const waba = await requireWaba(wabaId)
    const own = numbersFor(supervisor, waba, 'choose')
    const numbers = waba.phoneNumberIds.filter((_, i) => own.includes(waba.numbers[i]!))
    const to = now()
    const from = new Date(to.getTime() - SEARCHED_MS)
    const chats = await directory.recentChats(queue, { from, to })
    const found: RecentContacts['contacts'] = []
    for (let i = 0; i < chats.length && found.length < MOST_CONTACTS; i += AT_ONCE) {
      const some = await Promise.all(
        chats.slice(i, i + AT_ONCE).map((chat) => contactOf(chat, numbers, attributes)),
      )
      found.push(...some.filter((contact) => contact !== undefined))
    }
    return { contacts: found.slice(0, MOST_CONTACTS) }
  }
}
