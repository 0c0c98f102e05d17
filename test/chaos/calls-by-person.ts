// Assigns each call of the functions to a person in a campaign. A call contains the customer, a
// contact, the conversation, the token of a chat, or only the id of a message.
import type { CallRecord } from '../sandbox/aws/calls.ts'
import type { AgentConsole } from '../sandbox/connect/agent-console.ts'
import type { Person } from './people.ts'

/** The calls for each person, in order. The key is the person's number. */
export type CallsByPerson = ReadonlyMap<number, readonly CallRecord[]>

const MESSAGE = /message#([\w-]+)/
const TOKEN = /"(?:ConnectionToken|ParticipantToken)":"([^"]+)"/

/** What identifies a person in the calls. */
type Named = Pick<Person, 'number' | 'customer' | 'conversation' | 'contactIds'>

export function assigningCalls(
  people: readonly Named[],
  { contactOfToken }: Pick<AgentConsole, 'contactOfToken'>,
) {
  const calls = new Map<number, CallRecord[]>()
  const byMessage = new Map<string, Named>()
  /**
   * Calls with only the id of a message that is not known yet, because a status of the message came
   * first.
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
