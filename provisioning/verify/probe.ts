// Defines the probes of `verify`, and the observations that probes return.
import type { Aws } from '../account/clients.ts'
import type { LinkedNumber } from '../channel/linked-account.ts'
import type { Host } from '../cli/host.ts'
import type { Checked } from '../config/config.ts'
import { type GuessName, guesses } from './guesses.ts'
import type { Person } from './person.ts'
import type { Recorder } from './recorder.ts'

/**
 * What a probe has found out about a guess: the true value, and in `evidence` how the probe
 * recognized it. Without a value, `evidence` says why none was found.
 */
export interface Observation {
  guess: GuessName
  value?: string
  /** Must not contain any number, id or text of a person. */
  evidence: string
}

/** The clients and settings that every probe may use. */
export interface Verification {
  config: Checked
  aws: Aws
  host: Pick<Host, 'fetch' | 'now' | 'wait'>
  person: Person
  recorder: Recorder
  /** The test phone's number, in E.164 format with +. */
  phone: string
  /** The test agent's user name. */
  agent: string
  native: TestNumber | undefined
  bridged: TestNumber | undefined
  /** The address of the API, if the stack is deployed. */
  apiUrl: string | undefined
  /** The flow in which bridged chats start, if the stack is deployed. */
  chatFlowId: string | undefined
}

export interface TestNumber extends LinkedNumber {
  wabaId: string
  /** The channel's Connect instance. */
  instance: string
  /** The topic of a bridged channel, or the role of a native channel. */
  destination: string
}

export interface Probe<State> {
  title: string
  guesses: readonly GuessName[]
  run(state: State, verification: Verification): Promise<Observation[]>
}

/** A group of probes that share a state, for example an open chat. */
export interface Stage<State> {
  title: string
  /** The maximum number of messages that the stage sends to the test phone. */
  messages: number
  /** Returns the common state of the probes, or a sentence that says why the probes cannot run. */
  open(verification: Verification): Promise<State | string>
  probes: readonly Probe<State>[]
  close(state: State, verification: Verification): Promise<void>
}

export const observed = <Name extends GuessName>(
  guess: Name,
  value: (typeof guesses)[Name]['values'][number],
  evidence: string,
): Observation => ({ guess, value, evidence })

export const SKIPPED = 'the person skipped this step'

export const unobserved = (names: readonly GuessName[], evidence: string): Observation[] =>
  names.map((guess) => ({ guess, evidence }))

/**
 * Returns the observation for a yes-or-no question. `answer` is undefined if the person gave no
 * answer.
 */
export const answered = <Name extends GuessName>(
  guess: Name,
  answer: boolean | undefined,
  [yes, no]: readonly [
    (typeof guesses)[Name]['values'][number],
    (typeof guesses)[Name]['values'][number],
  ],
): Observation =>
  answer === undefined
    ? { guess, evidence: 'nobody answered the question' }
    : observed(guess, answer ? yes : no, `a person answered: ${answer ? 'yes' : 'no'}`)

/** Returns the value that the product expects, which is the first value of a guess. */
export const expectedOf = (guess: GuessName): string => guesses[guess].values[0]
