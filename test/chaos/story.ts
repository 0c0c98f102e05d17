// Reconstructs from the AWS calls of a conversation what happened in it during a chaos test.
import type { CallRecord } from '../sandbox/aws/calls.ts'
import type { Fault } from '../sandbox/aws/faults.ts'
import type { CallsByPerson } from './calls-by-person.ts'
import type { Judged, Violation } from './judge.ts'
import type { Person } from './people.ts'

const MINUTE = 60_000

const replyOf = (
  people: readonly Person[],
  { conversation, tag }: Pick<Judged, 'conversation' | 'tag'>,
) => people.find(({ number }) => number === conversation)?.replies.get(tag)

const timeOf = (
  people: readonly Person[],
  { conversation, tag, from }: Pick<Violation, 'conversation' | 'tag' | 'from'>,
) =>
  from === 'customer'
    ? people.find(({ number }) => number === conversation)?.written[tag]?.at
    : replyOf(people, { conversation, tag })?.at

const nameOf = ({ caller, operation, fault }: CallRecord) => `${caller} ${operation}: ${fault}`

/** Returns the fault that most probably caused the outcome of a reply. */
export function causeOf(judged: Judged, people: readonly Person[], calls: CallsByPerson): string {
  const at = timeOf(people, judged) ?? 0
  const faulty = (calls.get(judged.conversation) ?? []).filter(
    (call) => call.fault && call.at >= at - 1_000 && call.at < at + 12 * MINUTE,
  )
  const relevant =
    judged.reason === 'unconfirmed'
      ? faulty.filter(
          ({ caller, operation }) => caller === 'send-reply' || operation === 'SendWhatsAppMessage',
        )
      : faulty
  const first = relevant[0] ?? faulty[0]
  return `${judged.reason}, ${first ? nameOf(first) : 'no fault in a call of the conversation: a delivery, an outage or a limit of WhatsApp'}`
}

/** Returns the conversation's calls, beginning shortly before the reply was written. */
export function storyOf(
  violation: Violation,
  people: readonly Person[],
  calls: CallsByPerson,
  startedAt: number,
): string[] {
  const at = timeOf(people, violation) ?? 0
  return (calls.get(violation.conversation) ?? [])
    .filter((call) => call.at >= at - 5_000 && call.at < at + 15 * MINUTE)
    .slice(0, 120)
    .map((call) => {
      const seconds = ((call.at - startedAt) / 1000).toFixed(2)
      const outcome = call.fault ? `fault ${call.fault}` : (call.error ?? call.status)
      return `+${seconds} s  ${call.caller}  ${call.operation}  ${outcome}`
    })
}

/**
 * Returns the faults of these calls, so that a replay can inject each fault at the same call of the
 * same function.
 */
export function faultsIn(calls: readonly CallRecord[]): Fault[] {
  const counts = new Map<string, number>()
  return calls.flatMap(({ caller, operation, fault }) => {
    const of = `${caller} ${operation}`
    const after = counts.get(of) ?? 0
    counts.set(of, after + 1)
    if (!fault) return []
    return [{ kind: fault as Fault['kind'], function: caller, operation, after, times: 1 }]
  })
}
