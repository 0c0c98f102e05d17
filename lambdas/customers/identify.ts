// Finds the person whom an event names. Numbers and user ids of the same person are linked. Two
// customers who turn out to be the same person are joined by a single conditional write, which
// stores the older one's id in the younger one. Every step can be repeated.
import {
  type CustomerRecord,
  evidentIdentities,
  type IdentityRecord,
  type NamedPerson,
  newCustomerId,
  type Person,
  sameIdentity,
} from '#model/customer'
import type { Clock, Customers } from '#model/ports'
import { log } from '../runtime/log.ts'

interface Ports {
  customers: Customers
  now: Clock
}

/** A longer chain of joined customers can only be a fault. */
const MOST_JOINS = 20
/**
 * The maximum number of attempts. An attempt fails if another function writes between its read and
 * its write.
 */
const MOST_TURNS = 10
/**
 * The customer of a number rarely changes. If two customers are joined in the meantime, the next
 * read of the conversation finds the join.
 */
const CACHE_MS = 5 * 60_000

export function identifying({ customers, now }: Ports) {
  const cached = new Map<string, { at: number; person: Person }>()

  /** Returns the person, and creates one if none of the identities is known. */
  return async (named: NamedPerson): Promise<Person> => {
    const key = named.identities.map(({ scope, value }) => `${scope}#${value}`).join(' ')
    const isLink = named.left.length > 0
    const known = cached.get(key)
    if (!isLink && known && now().getTime() - known.at < CACHE_MS) return known.person
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const person = await resolved(named)
      if (!person) continue
      if (cached.size > 1000 || isLink) cached.clear()
      cached.set(key, { at: now().getTime(), person })
      return person
    }
    throw new Error('other events keep changing who this customer is')
  }

  /**
   * Returns undefined if another function has written in the meantime, so that everything must be
   * read again.
   */
  async function resolved(named: NamedPerson): Promise<Person | undefined> {
    const at = now()
    const records = await customers.identities(named.identities)
    const { evident, takenOver } = evidentIdentities(named, records)
    const chain = await followed(customers, evident)
    const [root = { id: newCustomerId(at), includes: [] }, ...others] = rootsOf(chain)

    const missing = named.identities.filter(
      (identity) => !records.some((record) => sameIdentity(record, identity)),
    )
    const claimed = await Promise.all(missing.map((each) => customers.claim(each, root.id, at)))
    for (const record of takenOver) await customers.takeOver(record, record.customer, root.id)
    // Another function has linked an identity to another customer. The next attempt joins the two.
    if (claimed.some(({ customer }) => customer !== root.id)) return undefined
    if (missing.length > 0 || takenOver.length > 0)
      await customers.save(root.id, [...missing, ...takenOver], named.details, at)

    for (const younger of others) if (!(await join(younger, root))) return undefined
    const includes = await included(root, chain, others)
    if (!includes) return undefined
    for (const identity of named.left)
      if (identity.scope === 'number') await customers.leave(identity, root.id, at)
    await customers.renew(evident, at)
    return { id: root.id, includes }
  }

  async function join(younger: CustomerRecord, older: CustomerRecord): Promise<boolean> {
    const joined = await customers.join(younger.id, older.id)
    if (!joined) return false
    log.info('customers_joined', { customer: younger.id, to: older.id })
    return (await include(older.id, [younger.id, ...joined.includes])) !== undefined
  }

  /**
   * Adds the joined customers to the list of the customer who remains. If the remaining customer
   * was joined to an older customer in the meantime, this also adds the joined customers to the
   * list of the older customer.
   */
  async function include(older: string, ids: readonly string[]): Promise<string[] | undefined> {
    let id = older
    for (let joins = 0; joins < MOST_JOINS; joins++) {
      const { joinedTo, includes } = await customers.include(id, ids)
      if (!joinedTo) return [...includes]
      id = joinedTo
    }
    return undefined
  }

  async function included(
    root: CustomerRecord,
    chain: ReadonlyMap<string, CustomerRecord>,
    joined: readonly CustomerRecord[],
  ): Promise<string[] | undefined> {
    const all = [...chain.keys()].filter((id) => id !== root.id)
    const known = new Set([
      ...root.includes,
      ...joined.flatMap(({ id, includes }) => [id, ...includes]),
    ])
    const unlisted = all.filter((id) => !known.has(id))
    if (unlisted.length === 0) return [...known]
    return include(root.id, [...known, ...unlisted])
  }
}

/** Returns a function that finds the person who has one of these identities, or undefined. */
export function finding({ customers }: Pick<Ports, 'customers'>) {
  return async (named: NamedPerson): Promise<Person | undefined> => {
    const records = await customers.identities(named.identities)
    const chain = await followed(customers, evidentIdentities(named, records).evident)
    return rootsOf(chain)[0]
  }
}

/** Returns the customers who were not joined to another one, the oldest first. */
const rootsOf = (chain: ReadonlyMap<string, CustomerRecord>): CustomerRecord[] =>
  [...chain.values()].filter(({ joinedTo }) => !joinedTo).sort((a, b) => (a.id < b.id ? -1 : 1))

/** Reads the customers of these identities, and those they were joined to. */
async function followed(
  customers: Customers,
  identities: readonly IdentityRecord[],
): Promise<Map<string, CustomerRecord>> {
  const chain = new Map<string, CustomerRecord>()
  let next = [...new Set(identities.map(({ customer }) => customer))]
  for (let joins = 0; joins < MOST_JOINS && next.length > 0; joins++) {
    const found = await customers.get(next)
    for (const id of next) {
      // A customer without an item is still being created, or its item has expired.
      chain.set(id, found.find((each) => each.id === id) ?? { id, includes: [] })
    }
    next = [...chain.values()].flatMap(({ joinedTo }) =>
      joinedTo && !chain.has(joinedTo) ? [joinedTo] : [],
    )
  }
  return chain
}
