// Plays a chaos test in its own sandbox: simulated conversations into which faults are injected.
// Then judges whether every message arrived as it should.
import type { Fault } from '../sandbox/aws/faults.ts'
import { openScenario, type Scenario } from '../scenarios/scenario.ts'
import { assigningCalls, type CallsByPerson } from './calls-by-person.ts'
import { type Judged, judge, type Verdict } from './judge.ts'
import { behavior, type Person, startPerson } from './people.ts'
import { HOLD_AT, type Plan, type PlannedConversation, planOf, randomFaults } from './plan.ts'
import type { Result } from './result.ts'
import { causeOf, faultsIn, storyOf } from './story.ts'

const STEP_MS = 500
interface Played {
  people: Person[]
  calls: CallsByPerson
  startedAt: number
  total: { calls: number; faulty: number }
}

export interface Options {
  seed: number
  conversations: number
  replies: number
  onProgress?: (written: number, soFar: () => Promise<Result>) => void
}

export async function campaign(options: Options): Promise<Result> {
  const { seed, conversations, replies, onProgress } = options
  const plan = planOf(seed, conversations, replies)
  const scenario = await openScenario()
  try {
    const resultOf = async (played: Played) => result(scenario, options, played)
    const played = await play(scenario, plan, randomFaults(seed), (soFar, written) =>
      onProgress?.(written, () => resultOf(soFar)),
    )
    return await resultOf(played)
  } finally {
    await scenario.stop()
  }
}

/**
 * Plays one conversation of a chaos test by itself, with exactly these faults, and returns the
 * judgment.
 */
export async function replayed(
  scenario: Scenario,
  conversation: PlannedConversation,
  faultsFor: (customer: string) => Fault[],
): Promise<Verdict> {
  const lastAt = Math.max(
    0,
    ...conversation.actions.map(({ at }) => at).filter((at) => at < HOLD_AT),
  )
  const plan = {
    conversations: [conversation],
    outages: [],
    pauses: [],
    trafficMs: lastAt + 1_000,
  }
  const { people } = await play(scenario, plan, [], () => {}, faultsFor)
  return judge(scenario, people)
}

async function play(
  scenario: Scenario,
  { conversations, outages, pauses, trafficMs }: Plan,
  faults: readonly Fault[],
  onStep: (played: Played, written: number) => void,
  faultsFor: (customer: string) => Fault[] = () => [],
): Promise<Played> {
  const { clock, whatsapp, business } = scenario
  const { acceptQueued, act, write } = behavior(scenario)
  const total = { calls: 0, faulty: 0 }
  const people: Person[] = []
  const { assign, calls } = assigningCalls(people, scenario.agentConsole)
  const doing = new Set<Promise<void>>()
  let isFaulty = faults.length > 0
  scenario.sandbox.calls.onCall((call, request) => {
    if (call.caller === 'admin') return
    if (isFaulty) {
      total.calls++
      if (call.fault) total.faulty++
    }
    assign(call, request())
  })

  const step = async () => {
    await clock.advance(STEP_MS)
    acceptQueued(people)
  }
  for (const fault of faults) scenario.fault(fault)
  for (const [number, planned] of conversations.entries()) {
    const person = await startPerson(scenario, number, planned)
    people.push(person)
    for (const fault of faultsFor(person.customer)) scenario.fault(fault)
    if (number % 20 === 19) await step()
  }
  for (
    let waited = 0;
    waited < 60 && people.some(({ contactIds }) => contactIds.length === 0);
    waited++
  )
    await step()
  for (const person of people)
    person.conversation = await scenario.conversationOf(person.customer, person.mode)

  const startedAt = clock.now()
  const played = { people, calls, startedAt, total }
  const planned = conversations
    .flatMap(({ actions }, number) =>
      actions.map((action) => ({ action, person: people[number]! })),
    )
    .sort((a, b) => a.action.at - b.action.at)
  const written = () => people.reduce((sum, { replies }) => sum + replies.size, 0)
  const begin = (work: Promise<void>) => {
    doing.add(work)
    const over = () => void doing.delete(work)
    work.then(over, over)
  }
  let next = 0
  const events = [
    ...outages.flatMap(({ at, ms, faults: of }) => {
      const ids: number[] = []
      return [
        { at, run: () => void ids.push(...of.map((fault) => scenario.fault(fault))) },
        { at: at + ms, run: () => ids.forEach(scenario.sandbox.faults.remove) },
      ]
    }),
    ...pauses.flatMap(({ at, ms }) =>
      (['native', 'bridged'] as const).flatMap((mode) => {
        const { metaId } = scenario.world.wabas.find(({ numbers }) =>
          numbers.some(({ id }) => id === business[mode].id),
        )!
        const key =
          mode === 'bridged'
            ? { name: 'estimate', language: 'es_MX' }
            : { name: 'flight_changed', language: 'en_US' }
        const set = (status: string) => () => whatsapp.templates.setStatus(metaId, key, status)
        return [
          { at, run: set('PAUSED') },
          { at: at + ms, run: set('APPROVED') },
        ]
      }),
    ),
  ].sort((a, b) => a.at - b.at)

  while (clock.now() - startedAt < trafficMs) {
    const at = clock.now() - startedAt
    while (events[0] && events[0].at <= at) events.shift()!.run()
    for (; planned[next] && planned[next]!.action.at <= at; next++)
      begin(act(planned[next]!.person, planned[next]!.action).catch(() => {}))
    await step()
    onStep(played, written())
  }
  for (const { run } of events) run()
  await advanceInSteps('2m')
  isFaulty = false
  scenario.calm()
  await advanceInSteps('40m')

  const holds = planned.filter(({ action }) => action.at === HOLD_AT)
  if (holds.length > 0) await heldReplies(holds)
  await Promise.race([Promise.all(doing), advanceInSteps('5m')])
  return played

  async function advanceInSteps(duration: string) {
    // Time advances in steps, and after each step, agents accept the contacts that wait in a queue.
    for (let i = 0; i < 20; i++) {
      await scenario.advance(parts(duration, 20))
      acceptQueued(people)
    }
  }

  /**
   * Waits for a day, until the service windows are closed. Then agents compose replies that are
   * held until the customer answers, and half of the customers answer.
   */
  async function heldReplies(of: typeof holds) {
    await scenario.advance('23h20m')
    for (const { person, action } of of) begin(act(person, action).catch(() => {}))
    await advanceInSteps('5m')
    for (const fault of faults) scenario.fault(fault)
    for (const [i, { person }] of of.entries()) if (i % 2 === 0) begin(write(person))
    await advanceInSteps('5m')
    scenario.calm()
    await advanceInSteps('40m')
    await scenario.advance('25h')
  }
}

/** Divides a duration in minutes, such as 40m, by `of`. */
const parts = (duration: string, of: number) =>
  `${Math.round((Number.parseInt(duration, 10) * 60_000) / of)}ms`

async function result(
  scenario: Scenario,
  { seed, conversations, replies }: Options,
  { people, calls, startedAt, total }: Played,
): Promise<Result> {
  const { violations, late, unconfirmed, failed } = await judge(scenario, people)
  const caused = (judged: readonly Judged[]) => {
    const causes = judged.map((one) => causeOf(one, people, calls))
    return Object.fromEntries(
      [...Map.groupBy(causes, (cause) => cause)].map(([cause, all]) => [cause, all.length]),
    )
  }
  const count = (is: string) => violations.filter((violation) => violation.is === is).length
  return {
    seed,
    conversations,
    replies,
    written: people.reduce((sum, person) => sum + person.replies.size, 0),
    calls: total.calls,
    faulty: total.faulty,
    lost: count('lost'),
    twice: count('twice'),
    disordered: count('disordered'),
    stuck: count('stuck'),
    unreported: count('unreported'),
    late: caused(late),
    unconfirmed: caused(unconfirmed),
    failed: caused(failed),
    deadLetters: await scenario.deadLetters(),
    violations: violations.map((violation) => ({
      ...violation,
      story: storyOf(violation, people, calls, startedAt),
      faults: faultsIn(calls.get(violation.conversation) ?? []),
    })),
  }
}
