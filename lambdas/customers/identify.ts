// Finds the person that an event is about. Numbers and user ids of the same person are linked. If
// two customers are the same person, a single conditional write joins the two customers. This write
// stores the id of the older customer in the item of the younger customer. Every step can be
// repeated.
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

/**
 * The maximum length of a chain of joined customers. A longer chain can only be the result of an
 * error.
 */
const MOST_JOINS = 20
/**
 * The maximum number of attempts. An attempt fails if another function writes after this attempt
 * has read.
 */
const MOST_TURNS = 10
/**
 * The time for which an execution environment caches a customer. The customer of a number rarely
 * changes. If two customers are joined in the meantime, the next read of the conversation detects
 * the join.
 */
const CACHE_MS = 5 * 60_000

export function identifying({ customers, now }: Ports) {
  const cached = new Map<string, { at: number; person: Person }>()

  /** Returns the person. If none of the identities is known, a new customer is created. */
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
   * Returns the person. If another function has written in the meantime, the result is undefined,
   * and the caller must read everything again.
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
    // Another function has linked an identity to another customer. The next attempt joins the two
    // customers.
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
   * Adds the joined customers to the list of the remaining customer. If the remaining customer was
   * joined to an older customer in the meantime, the joined customers are also added to the list of
   * the older customer.
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

/**
 * Returns a function that finds the person with one of these identities, or returns undefined if no
 * identity is known.
 */
export function finding({ customers }: Pick<Ports, 'customers'>) {
  return async (named: NamedPerson): Promise<Person | undefined> => {
    const records = await customers.identities(named.identities)
    const chain = await followed(customers, evidentIdentities(named, records).evident)
    return rootsOf(chain)[0]
  }
}

/**
 * Returns the customers who are not joined to another customer, from the oldest to the youngest.
 */
const rootsOf = (chain: ReadonlyMap<string, CustomerRecord>): CustomerRecord[] =>
  [...chain.values()].filter(({ joinedTo }) => !joinedTo).sort((a, b) => (a.id < b.id ? -1 : 1))

/** Reads the customers of these identities, and the customers to whom they were joined. */
async function followed(
  customers: Customers,
  identities: readonly IdentityRecord[],
): Promise<Map<string, CustomerRecord>> {
  const chain = new Map<string, CustomerRecord>()
  let next = [...new Set(identities.map(({ customer }) => customer))]
  for (let joins = 0; joins < MOST_JOINS && next.length > 0; joins++) {
    const found = await customers.get(next)
    for (const id of next) {
      // If a customer has no item, another function is still creating the customer or the item has
      // expired.
      chain.set(id, found.find((each) => each.id === id) ?? { id, includes: [] })
    }
    next = [...chain.values()].flatMap(({ joinedTo }) =>
      joinedTo && !chain.has(joinedTo) ? [joinedTo] : [],
    )
  }
  return chain
}
