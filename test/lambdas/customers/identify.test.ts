// One person must end up as one customer, in whatever order WhatsApp's messages and reports of
// changes arrive, and in whatever order the steps of concurrent invocations run.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CustomerRecord, Identity, IdentityRecord, NamedPerson } from '#model/customer'
import type { Customers } from '#model/ports'
import { finding, identifying } from '../../../lambdas/customers/identify.ts'

const number = (value: string): Identity => ({ scope: 'number', value })
const id = (value: string): Identity => ({ scope: 'waba-1', value })
const named = (identities: Identity[], left: Identity[] = []): NamedPerson => ({
  identities,
  left,
  details: {},
})

/** Stores customers in memory. Every operation is atomic, and waits until `turn` lets it run. */
function inMemory(turn: <T>(work: () => T) => Promise<T>) {
  const identities = new Map<string, IdentityRecord>()
  const customers = new Map<string, CustomerRecord>()
  const keyOf = ({ scope, value }: Identity) => `${scope}#${value}`
  const change = (id: string, fields: Partial<CustomerRecord>) => {
    const before = customers.get(id) ?? { id, includes: [] }
    customers.set(id, { ...before, ...fields })
    return customers.get(id)!
  }
  const port: Customers = {
    identities: (wanted) => turn(() => wanted.flatMap((each) => identities.get(keyOf(each)) ?? [])),
    get: (ids) => turn(() => ids.flatMap((each) => customers.get(each) ?? [])),
    claim: (identity, customer) =>
      turn(() => {
        const stored = identities.get(keyOf(identity)) ?? { ...identity, customer }
        identities.set(keyOf(identity), stored)
        return stored
      }),
    takeOver: (identity, from, customer) =>
      turn(() => {
        const stored = identities.get(keyOf(identity))
        if (stored?.customer === from) identities.set(keyOf(identity), { ...identity, customer })
      }),
    leave: (identity, customer, at) =>
      turn(() => {
        const stored = identities.get(keyOf(identity))
        if (stored?.customer === customer)
          identities.set(keyOf(identity), { ...stored, leftAt: at.toISOString() })
      }),
    save: (customer) => turn(() => change(customer, {})),
    join: (younger, older) =>
      turn(() => {
        const { joinedTo } = customers.get(younger) ?? {}
        if (joinedTo !== undefined && joinedTo !== older) return undefined
        return change(younger, { joinedTo: older })
      }),
    include: (older, ids) =>
      turn(() =>
        change(older, {
          includes: [...new Set([...(customers.get(older)?.includes ?? []), ...ids])],
        }),
      ),
    renew: () => turn(() => {}),
  }
  return { port, customers }
}

const [n1, n2] = [number('+15550100'), number('+15550101')]
const [u1, u2, parent] = [id('US.1'), id('US.2'), id('US.ENT.1')]

/** Events about one person, whose number and user id have changed. */
const EVENTS: readonly NamedPerson[] = [
  named([n1]),
  named([n1, u1]),
  named([u1]),
  named([u1, parent]),
  named([n1, n2, u1, u2], [n1, u1]),
  named([n2]),
  named([u2, parent]),
  named([n1, u1]),
]

const clock = () => {
  let now = Date.parse('2026-03-02T12:00:00Z')
  return () => {
    now += 1000
    return new Date(now)
  }
}

it('finds one customer per person, whatever the order and interleaving of the person’s events', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...EVENTS], { minLength: EVENTS.length }),
      fc.scheduler(),
      async (events, scheduler) => {
        const { port, customers } = inMemory((work) =>
          scheduler.schedule(Promise.resolve()).then(work),
        )
        const now = clock()
        // The events are processed concurrently, each in another execution environment.
        const done = Promise.all(
          events.map((event) => identifying({ customers: port, now })(event)),
        )
        await scheduler.waitFor(done)

        const find = finding({ customers: port })
        const roots = new Set<string | undefined>()
        for (const each of [n1, n2, u1, u2, parent])
          roots.add((await scheduler.waitFor(find(named([each]))))?.id)
        expect(roots.size).toBe(1)
        const [root] = roots
        const others = [...customers.keys()].filter((each) => each !== root)
        // After concurrent changes, the person's list `includes` may lack some of the joined
        // customers. The next event about the person adds them.
        const person = await scheduler.waitFor(
          identifying({ customers: port, now })(named([n1, n2, u1, u2, parent])),
        )
        expect(person.id).toBe(root)
        for (const other of others)
          if (customers.get(other)!.joinedTo) expect(person.includes).toContain(other)
      },
    ),
    { numRuns: 60 },
  )
})

it('recognizes another person if a customer’s former number comes with another user id', async () => {
  const { port } = inMemory(async (work) => work())
  const now = clock()
  const identify = identifying({ customers: port, now })
  const before = await identify(named([n1, u1]))
  await identify(named([n1, n2, u1, u2], [n1, u1]))

  const late = await identify(named([n1]))
  const stranger = await identify(named([n1, id('US.9')]))

  expect(late.id).toBe(before.id)
  expect(stranger.id).not.toBe(before.id)
  expect((await identify(named([n2, u2]))).id).toBe(before.id)
})
