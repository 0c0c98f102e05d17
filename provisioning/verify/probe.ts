// Defines the probes of `verify` and the observations that they return.
import type { Aws } from '../account/clients.ts'
import type { LinkedNumber } from '../channel/linked-account.ts'
import type { Host } from '../cli/host.ts'
import type { Checked } from '../config/config.ts'
import { type GuessName, guesses } from './guesses.ts'
import type { Person } from './person.ts'
import type { Recorder } from './recorder.ts'

/** An observation about a guess. Without a value, `evidence` says why nothing was found. */
export interface Observation {
  guess: GuessName
  value?: string
  /** Contains no number, id or text of a person. */
  evidence: string
}

/** The clients and settings that every probe may use. */
export interface Verification {
  config: Checked
  aws: Aws
  host: Pick<Host, 'fetch' | 'now' | 'wait'>
  person: Person
  recorder: Recorder
  /** The number of the test phone, in E.164 format with +. */
  phone: string
  /** The user name of the test agent. */
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
  /** The Connect instance of the channel. */
  instance: string
  /** The topic of a bridged channel, or the role of a native channel. */
  destination: string
}

export interface Probe<State> {
  title: string
  guesses: readonly GuessName[]
  run(state: State, verification: Verification): Promise<Observation[]>
}

/** Probes that share something, such as a chat. */
export interface Stage<State> {
  title: string
  /** How many messages it sends to the test phone at most. */
  messages: number
  /** Returns what the probes share, or a sentence that says why the probes are not possible. */
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

/** The observation of a yes-or-no question that a person answered, or did not. */
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

/** The first value of a guess is what the product expects. */
export const expectedOf = (guess: GuessName): string => guesses[guess].values[0]
