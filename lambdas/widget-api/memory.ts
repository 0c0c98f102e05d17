// Caches recent answers of Connect about contacts and users. The cache is in the table, because any
// Lambda execution environment may answer the widget's next poll, and Connect's quotas apply to the
// whole AWS account. Only requests that read data use the cached answer about a contact. Before a
// message is accepted, Connect is asked again.
import type { Agent, Clock, ContactMemory, Memories } from '#model/ports'

/**
 * The maximum age of an answer about a contact. For this long, a former agent can still read the
 * contact's data, unless the agent's widget reports that the contact is gone, or Connect is asked
 * again for another request.
 */
export const CONTACT_MEMORY_MS = 3 * 60_000
/**
 * The time for which an execution environment uses the answer in its own memory before it reads the
 * table again, because each read costs half a read unit. During this time, the environment does not
 * notice that another environment has removed the answer.
 */
const READ_AGAIN_MS = 5_000
/**
 * The maximum age of an answer about a user. Users rarely change, and Connect allows only two
 * searches for users per second.
 */
export const USER_MEMORY_MS = 60 * 60_000
const MOST_ENTRIES = 2000

interface Ports {
  memories: Memories
  now: Clock
}

export interface SharedMemory {
  user(claim: string, contactId: string | undefined): Promise<Agent | undefined>
  contact(contactId: string): Promise<ContactMemory | undefined>
  /**
   * Returns the ids of the conversations that belong to the contact, even if the rest of the answer
   * is too old.
   */
  partitions(contactId: string): readonly string[] | undefined
  rememberUser(claim: string, agent: Agent): Promise<void>
  rememberContact(contactId: string, contact: ContactMemory): Promise<void>
  /**
   * Removes the answer about a contact that the user's widget no longer has, so that the next
   * request asks Connect for the contact's agent.
   */
  endContact(userId: string, contactId: string): Promise<void>
}

export function sharedMemory({ memories, now }: Ports): SharedMemory {
  const users = new Map<string, { agent: Agent; at: string }>()
  const contacts = new Map<string, { known: ContactMemory | undefined; readAt: number }>()

  const isFresh = (at: string, ms: number) => now().getTime() - new Date(at).getTime() < ms

  /** Reads the user and the contact with one call to DynamoDB, because a poll needs both. */
  async function recall(claim: string | undefined, contactId: string | undefined) {
    const known = await memories.recall(claim, contactId)
    for (const memory of [users, contacts]) if (memory.size > MOST_ENTRIES) memory.clear()
    if (claim !== undefined && known.user) users.set(claim, known.user)
    if (contactId !== undefined) seen(contactId, known.contact)
  }

  const seen = (contactId: string, known: ContactMemory | undefined) =>
    contacts.set(contactId, { known, readAt: now().getTime() })
  const isJustRead = (contactId: string) => {
    const readAt = contacts.get(contactId)?.readAt
    return readAt !== undefined && now().getTime() - readAt < READ_AGAIN_MS
  }

  const userOf = (claim: string) => {
    const known = users.get(claim)
    return known && isFresh(known.at, USER_MEMORY_MS) ? known.agent : undefined
  }
  const contactOf = (contactId: string) => {
    const known = contacts.get(contactId)?.known
    return known && isFresh(known.checkedAt, CONTACT_MEMORY_MS) ? known : undefined
  }

  async function contact(contactId: string) {
    if (!isJustRead(contactId)) await recall(undefined, contactId)
    return contactOf(contactId)
  }

  return {
    contact,

    async user(claim, contactId) {
      const wanted = contactId !== undefined && !isJustRead(contactId) ? contactId : undefined
      if (!userOf(claim)) await recall(claim, wanted)
      return userOf(claim)
    },

    partitions: (contactId) => contacts.get(contactId)?.known?.partitions,

    async rememberUser(claim, agent) {
      const at = now().toISOString()
      users.set(claim, { agent, at })
      await memories.rememberUser(claim, { agent, at })
    },

    async rememberContact(contactId, known) {
      seen(contactId, known)
      await memories.rememberContact(contactId, known)
    },

    async endContact(userId, contactId) {
      if ((await contact(contactId))?.contact.agentUserId !== userId) return
      seen(contactId, undefined)
      await memories.endContact(contactId, now())
    },
  }
}
