// In a chaos test, finds for each AWS call of the functions the customer whose conversation caused
// it. The request contains the customer's number, a contact id, the conversation's id, a chat's
// token, or only a message id.
import type { CallRecord } from '../sandbox/aws/calls.ts'
import type { AgentConsole } from '../sandbox/connect/agent-console.ts'
import type { Person } from './people.ts'

/**
 * The AWS calls for each customer, in order. The key is the position of the customer's conversation
 * in the plan.
 */
export type CallsByPerson = ReadonlyMap<number, readonly CallRecord[]>

const MESSAGE = /message#([\w-]+)/
const TOKEN = /"(?:ConnectionToken|ParticipantToken)":"([^"]+)"/

/** The values by which a customer is recognized in AWS calls. */
type Named = Pick<Person, 'number' | 'customer' | 'conversation' | 'contactIds'>

export function assigningCalls(
  people: readonly Named[],
  { contactOfToken }: Pick<AgentConsole, 'contactOfToken'>,
) {
  const calls = new Map<number, CallRecord[]>()
  const byMessage = new Map<string, Named>()
  /**
   * Calls that contain only a message id, and whose customer is not known yet, because the status
   * of a message can be processed before the answer with the message's id. The key is the message
   * id.
   */
  const unassigned = new Map<string, CallRecord[]>()

  const listIn = <Key>(map: Map<Key, CallRecord[]>, key: Key): CallRecord[] => {
    const list = map.get(key) ?? []
    map.set(key, list)
    return list
  }

  const isAbout = (text: string, { customer, conversation, contactIds }: Named) =>
    text.includes(customer.slice(1)) ||
    (conversation !== undefined && text.includes(conversation)) ||
    contactIds.some((id) => text.includes(id))

  function assign(call: CallRecord, request: string): void {
    const token = TOKEN.exec(request)?.[1]
    const text = `${request} ${(token && contactOfToken(token)) ?? ''}`
    const message = MESSAGE.exec(text)?.[1]
    const person = (message && byMessage.get(message)) || people.find((each) => isAbout(text, each))
    if (!person) {
      if (message) listIn(unassigned, message).push(call)
      return
    }
    const own = listIn(calls, person.number)
    own.push(call)
    if (!message) return
    byMessage.set(message, person)
    const earlier = unassigned.get(message)
    if (!earlier) return
    own.push(...earlier)
    own.sort((a, b) => a.n - b.n)
    unassigned.delete(message)
  }

  return { assign, calls: calls as CallsByPerson }
}
