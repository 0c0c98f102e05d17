import { createHash } from 'node:crypto'
import { contactMemoryKey, conversationKey, userMemoryKey } from '#deployment/table'
import type { Changes, ConnectContact, ContactMemory, Memories, UserMemory } from '#model/ports'
import { expiresIn, type Item, type Table } from './table.ts'

const KEPT_DAYS = 1

export function memories(table: Table): Memories {
  return {
    async recall(claim, contactId) {
      const keys = [
        ...(claim === undefined ? [] : [userMemoryKey(claim)]),
        ...(contactId === undefined ? [] : [contactMemoryKey(contactId)]),
      ]
      const found = keys.length > 0 ? await table.getAll(keys, { consistent: false }) : []
      const of = (pk: string) => found.find((item) => item?.pk === pk)
      const user = claim === undefined ? undefined : of(userMemoryKey(claim).pk)
      const contact = contactId === undefined ? undefined : of(contactMemoryKey(contactId).pk)
      return {
        ...(user ? { user: user as unknown as UserMemory } : {}),
        ...(contact?.contact ? { contact: contactOf(contact) } : {}),
      }
    },

    async rememberUser(claim, { agent, at }) {
      await table.put({
        ...userMemoryKey(claim),
        agent,
        at,
        expiresAt: expiresIn(KEPT_DAYS, new Date(at)),
      })
    },

    async rememberContact(contactId, { contact, checkedAt, partitions }) {
      const { startedAt, endedAt, ...rest } = contact
      // An older answer of Connect must not replace a newer answer.
      await table.put(
        {
          ...contactMemoryKey(contactId),
          contact: {
            ...rest,
            startedAt: startedAt.toISOString(),
            ...(endedAt ? { endedAt: endedAt.toISOString() } : {}),
          },
          checkedAt,
          ...(partitions ? { partitions } : {}),
          expiresAt: expiresIn(KEPT_DAYS, new Date(checkedAt)),
        },
        {
          condition: 'attribute_not_exists(checkedAt) OR checkedAt <= :checkedAt',
          values: { ':checkedAt': checkedAt },
        },
      )
    },

    async endContact(contactId, at) {
      // The item keeps `checkedAt`, so that `rememberContact` cannot store an older answer of
      // Connect afterwards.
      await table.update(contactMemoryKey(contactId), {
        set: ['checkedAt = :at'],
        remove: ['contact', '#partitions'],
        condition: 'attribute_exists(pk)',
        names: { '#partitions': 'partitions' },
        values: { ':at': at.toISOString() },
      })
    },
  }
}

function contactOf({ contact, checkedAt, partitions }: Item): ContactMemory {
  const { startedAt, endedAt, ...rest } = contact as Record<string, string> & ConnectContact
  return {
    contact: {
      ...rest,
      startedAt: new Date(startedAt),
      endedAt: endedAt ? new Date(endedAt) : undefined,
    },
    checkedAt: checkedAt as string,
    ...(partitions ? { partitions: partitions as string[] } : {}),
  }
}

/**
 * How many of a conversation's latest changed items are compared. Every write changes the
 * `changedAt` of its item, so a comparison can miss a write only if this number of other items was
 * written after it.
 */
const LOOKED_AT = 16

export function changes(table: Table): Changes {
  return {
    async mark(partitions) {
      const lists = await Promise.all(
        partitions.map((id) =>
          table.query({
            index: 'changed',
            consistent: false,
            condition: 'pk = :pk',
            values: { ':pk': conversationKey(id).pk },
            limit: LOOKED_AT,
            newestFirst: true,
          }),
        ),
      )
      const seen = lists.map(({ items }) => items.map(({ sk, changedAt }) => [sk, changedAt]))
      return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 12)
    },
  }
}
