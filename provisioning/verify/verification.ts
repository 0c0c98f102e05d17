// Runs the probes one after the other. Stores each probe's observations immediately, so that an
// interrupted verification can continue.
import { failureSentences, maskedNumbers } from '../cli/failure.ts'
import type { GuessName } from './guesses.ts'
import { type Observation, type Probe, type Stage, unobserved, type Verification } from './probe.ts'

interface Progress {
  /** Returns whether an earlier run has answered the question. */
  isKnown(guess: GuessName): boolean
  began(title: string): void
  /** Called after each probe. */
  found(observations: readonly Observation[]): Promise<void>
}

export async function runStages(
  stages: readonly Stage<any>[],
  verification: Verification,
  progress: Progress,
): Promise<Observation[]> {
  const all: Observation[] = []
  for (const stage of stages) all.push(...(await runStage(stage, verification, progress)))
  return merged(all)
}

async function runStage<State>(
  { title, open, close, probes }: Stage<State>,
  verification: Verification,
  { isKnown, began, found }: Progress,
): Promise<Observation[]> {
  const left = probes.filter((probe) => !probe.guesses.every(isKnown))
  if (left.length === 0) return []
  began(title)
  const state = await open(verification)
  if (typeof state === 'string')
    return unobserved([...new Set(left.flatMap(({ guesses }) => guesses))], state)
  const all: Observation[] = []
  for (const probe of left) {
    const observations = await tried(probe, state, verification)
    all.push(...observations)
    await found(observations)
  }
  await close(state, verification)
  return all
}

/** Runs a probe. If the probe fails, the other probes still run. */
async function tried<State>(
  probe: Probe<State>,
  state: State,
  verification: Verification,
): Promise<Observation[]> {
  try {
    return await probe.run(state, verification)
  } catch (error) {
    const sentences = failureSentences(error)
    if (!sentences) throw error
    return unobserved(probe.guesses, maskedNumbers(sentences.join(' ')).replace(/\.$/, ''))
  }
}

/**
 * Returns one observation per guess. If several probes look for the same answer, one answer is
 * enough.
 */
export function merged(observations: readonly Observation[]): Observation[] {
  const best = new Map<GuessName, Observation>()
  for (const each of observations)
    if (best.get(each.guess)?.value === undefined) best.set(each.guess, each)
  return [...best.values()]
}
