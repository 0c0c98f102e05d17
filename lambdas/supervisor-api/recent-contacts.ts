// Reads the latest contacts of a queue with some of their attributes, so that a supervisor can see
// how these attributes would fill in a template. This project does not store the attributes.
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
 * The period for which contacts are searched. Connect allows at most eight weeks, but older
 * contacts may have other attributes than current contacts.
 */
const SEARCHED_MS = 14 * 24 * 60 * 60_000
/**
 * The number of contacts whose attributes are read at the same time. Connect allows 10 such calls
 * per second, and 15 in a burst, for the whole AWS account.
 */
const AT_ONCE = 4

export function recentContacts({ directory, connect, contacts, requireWaba, now }: Ports) {
  /**
   * Reads the attributes of a chat. Returns undefined if the chat belongs to none of these business
   * numbers.
   */
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
