// Finds the person that an event is about, by the phone numbers and user ids that the event
// contains. Each of these identities belongs to one customer in the table. If an event shows that
// two customers are the same person, the customers are joined: a conditional write stores the id of
// the older customer in the item of the younger customer. Every step can be repeated.
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
 * The maximum length of a chain of customers in which each one was joined to the next. A longer
 * chain can only be the result of an error.
 */
const MOST_JOINS = 20
/**
 * The maximum number of attempts to find a person. An attempt fails if another function changes the
 * same records at the same time.
 */
const MOST_TURNS = 10
/**
 * The time for which the customer of a number is cached in the memory of a Lambda execution
 * environment. The customer of a number rarely changes. If the customer was joined to another one
 * in the meantime, the function notices the join when it reads the conversation.
 */
const CACHE_MS = 5 * 60_000

export function identifying({ customers, now }: Ports) {
  const cached = new Map<string, { at: number; person: Person }>()

  /**
   * Returns the person with these identities. If none of the identities is stored, the function
   * creates a customer.
   */
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
   * Returns the person, or undefined if another function has changed the same records in the
   * meantime. The caller must then repeat the call.
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
    // Another function has linked one of the identities to another customer. The next attempt joins
    // the two customers.
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
   * Adds the customers `ids` to the list in the item of the customer `older`. If `older` was itself
   * joined to another customer in the meantime, the customers are also added to the list of that
   * customer. Returns the complete list.
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
 * Returns a function that finds a person without creating or joining customers. The function
 * returns undefined if no identity of the person is stored.
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
      // A customer without an item is either still being created by another function, or the item
      // has expired.
      chain.set(id, found.find((each) => each.id === id) ?? { id, includes: [] })
    }
    next = [...chain.values()].flatMap(({ joinedTo }) =>
      joinedTo && !chain.has(joinedTo) ? [joinedTo] : [],
    )
  }
  return chain
}
