// Finds a smaller conversation with the same violation. First plays the conversation by itself with
// the faults that affected its calls, and then removes as many actions and faults as possible.
import type { Fault } from '../sandbox/aws/faults.ts'
import { openScenario } from '../scenarios/scenario.ts'
import { replayed } from './campaign.ts'
import type { Violation } from './judge.ts'
import type { PlannedConversation } from './plan.ts'

const MOST_REPLAYS = 24

interface Reproduction {
  mode: string
  actions: PlannedConversation['actions']
  faults: Fault[]
}

/** Returns undefined if the violation does not happen when the conversation is played by itself. */
export async function reduced(
  { is }: Violation,
  conversation: PlannedConversation,
  faults: readonly Fault[],
): Promise<Reproduction | undefined> {
  const scenario = await openScenario()
  let replays = 0
  const breaks = async ({ actions, faults: some }: Omit<Reproduction, 'mode'>) => {
    if (replays++ >= MOST_REPLAYS) return false
    const { violations } = await replayed(scenario, { ...conversation, actions }, (customer) =>
      some.map((fault) => ({ ...fault, ms: 12_000, containing: [customer.slice(1)] })),
    )
    return violations.some((violation) => violation.is === is)
  }
  try {
    let smallest = { actions: conversation.actions, faults: [...faults] }
    if (!(await breaks(smallest))) return undefined
    for (const part of ['faults', 'actions'] as const)
      for (let i = smallest[part].length - 1; i >= 0; i--) {
        const fewer = { ...smallest, [part]: smallest[part].toSpliced(i, 1) }
        if (await breaks(fewer)) smallest = fewer
      }
    return { mode: conversation.mode, ...smallest }
  } finally {
    await scenario.stop()
  }
}
