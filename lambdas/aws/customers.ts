import { customerKey, identityKey } from '#deployment/table'
import type { CustomerRecord, Identity, IdentityRecord } from '#model/customer'
import type { Customers } from '#model/ports'
import type { Item, Table } from './table.ts'

const DAY_SECONDS = 86_400

export function customers(table: Table): Customers {
  const keyOf = ({ scope, value }: Identity) => identityKey(scope, value)

  return {
    async identities(identities) {
      const found = await table.getAll(identities.map(keyOf))
      return found.flatMap((item) => (item ? [item as unknown as IdentityRecord] : []))
    },

    async get(ids) {
      const found = await table.getAll(ids.map(customerKey))
      return found.flatMap((item) => (item ? [recordOf(item)] : []))
    },

    async claim({ scope, value }, customer, at) {
      const record = { scope, value, customer, expiresAt: table.expiresAt(at) }
      const isMine = await table.put(
        { ...identityKey(scope, value), ...record },
        { condition: 'attribute_not_exists(pk)' },
      )
      // If the item exists, another function has linked the identity to a customer, or the SDK has
      // repeated this write. In both cases, the stored record is the valid one.
      return isMine
        ? record
        : (((await table.get(identityKey(scope, value))) as unknown as IdentityRecord) ?? record)
    },

    async takeOver(identity, from, to) {
      await table.update(keyOf(identity), {
        set: ['customer = :to'],
        remove: ['leftAt'],
        condition: 'customer = :from OR customer = :to',
        values: { ':from': from, ':to': to },
      })
    },

    async leave(identity, customer, at) {
      await table.update(keyOf(identity), {
        set: ['leftAt = :at'],
        condition: 'customer = :customer',
        values: { ':at': at.toISOString(), ':customer': customer },
      })
    },

    async save(id, identities, { name, username }, at) {
      const item = await table.update(customerKey(id), {
        set: [
          'id = :id',
          'expiresAt = :expiresAt',
          ...(name ? ['#name = :name'] : []),
          ...(username ? ['username = :username'] : []),
        ],
        add: ['identities :identities'],
        ...(name ? { names: { '#name': 'name' } } : {}),
        values: {
          ':id': id,
          ':expiresAt': table.expiresAt(at),
          ':identities': new Set(identities.map(({ scope, value }) => `${scope}#${value}`)),
          ...(name ? { ':name': name } : {}),
          ...(username ? { ':username': username } : {}),
        },
      })
      return recordOf(item!)
    },

    async join(younger, older) {
      const item = await table.update(customerKey(younger), {
        set: ['joinedTo = :older', 'id = :id'],
        condition: 'attribute_not_exists(joinedTo) OR joinedTo = :older',
        values: { ':older': older, ':id': younger },
      })
      return item && recordOf(item)
    },

    async include(older, ids) {
      const item = await table.update(customerKey(older), {
        set: ['id = :id'],
        add: ['includes :ids'],
        values: { ':id': older, ':ids': new Set(ids) },
      })
      return recordOf(item!)
    },

    async renew(records, at) {
      const expiresAt = table.expiresAt(at)
      // The expiry date is changed at most once a day, so that most messages need no write.
      const due = records.filter((each) => (each.expiresAt ?? 0) < expiresAt - DAY_SECONDS)
      const keys = [
        ...due.map(keyOf),
        ...[...new Set(due.map(({ customer }) => customer))].map(customerKey),
      ]
      await Promise.all(
        keys.map((key) =>
          table.update(key, {
            set: ['expiresAt = :expiresAt'],
            condition: 'attribute_exists(pk)',
            values: { ':expiresAt': expiresAt },
          }),
        ),
      )
    },
  }
}

const recordOf = ({ id, joinedTo, includes }: Item): CustomerRecord => ({
  id: id as string,
  ...(joinedTo ? { joinedTo: joinedTo as string } : {}),
  includes: [...((includes as Set<string> | undefined) ?? [])],
})
