// What agents and customers do in a chaos test, and what must happen to each message that they
// write.
import { bookingPdf, smallPhoto } from '../files/sample-files.ts'
import type { ApiAnswer, Scenario } from '../scenarios/scenario.ts'
import type { Action, Mode, PlannedConversation } from './plan.ts'

/** A reply that an agent has written, and what is needed to judge whether it arrived correctly. */
export interface Promised {
  tag: number
  parts: number
  /** When the agent began to send the reply. */
  from: number
  /**
   * When the reply was in the chat, or when the API had answered the request. Replies whose times
   * from `from` to `at` overlap may arrive in any order.
   */
  at: number
  how: Action['does']
  /** Whether the reply must arrive or be reported. False if the API never accepted the reply. */
  isPromised: boolean
  /** How often an agent resent the reply while it was unconfirmed. */
  doubtfulResends: number
  resends: number
}

/** A message that a customer wrote to a bridged number. */
export interface Written {
  tag: number
  at: number
  isFile: boolean
}

export interface Person {
  number: number
  mode: Mode
  customer: string
  /** The id of the conversation. Undefined until the customer's first contact has begun. */
  conversation?: string
  contactIds: string[]
  replies: Map<number, Promised>
  written: Written[]
  actions: readonly Action[]
}

const photo = smallPhoto()
const pdf = await bookingPdf()

/**
 * Returns a text with the reply's number and the part's number. The text is part of the message, so
 * that judge.ts recognizes the message when WhatsApp receives it.
 */
export const tagged = (tag: number, part: number) => `k${tag}.${part}k`

/**
 * The time between the messages of a customer who types fast or forwards several messages, in
 * milliseconds.
 */
const BURST_MS = 150

/** How often a request is sent if the API does not answer. The widget repeats requests too. */
const MOST_TRIES = 4

export async function startPerson(
  scenario: Scenario,
  number: number,
  { mode, actions }: PlannedConversation,
): Promise<Person> {
  const customer = scenario.newNumber()
  scenario.whatsapp.setCustomer(customer, { name: customer })
  const person = {
    number,
    mode,
    customer,
    contactIds: [],
    replies: new Map(),
    written: [],
    actions,
  }
  writeOnce(scenario, person, false)
  return person
}

/**
 * Returns a text with the number of a customer's message. The text is part of the message, so that
 * judge.ts recognizes the message in the chat.
 */
export const writtenTag = (tag: number) => `q${tag}q`

function writeOnce(scenario: Scenario, { customer, mode, written }: Person, isFile: boolean): void {
  const tag = written.length
  const name = writtenTag(tag)
  const number = scenario.business[mode].number
  written.push({ tag, at: scenario.clock.now(), isFile })
  scenario.whatsapp.customerSends(
    customer,
    number,
    isFile
      ? {
          type: 'document',
          document: { filename: `${name}.pdf`, caption: `See ${name}` },
          mime_type: 'application/pdf',
          data: pdf.toString('base64'),
        }
      : { type: 'text', text: { body: `A question ${name}` } },
  )
}

export function behavior(scenario: Scenario) {
  const { agentConsole, clock } = scenario

  /** Lets agents accept every contact of these customers that waits in a queue. */
  function acceptQueued(people: readonly Person[]) {
    const byCustomer = new Map(people.map((person) => [person.customer, person]))
    for (const { contactId, state, customer, agent } of agentConsole.contacts()) {
      const person = byCustomer.get(customer.number ?? customer.name)
      if (!person || state !== 'queued') continue
      agentConsole.accept(contactId, agent ?? 'maria')
      person.contactIds.push(contactId)
    }
  }

  const contactOf = ({ contactIds }: Person) => {
    const known = new Set(contactIds)
    return agentConsole
      .contacts()
      .find(({ contactId, state }) => known.has(contactId) && state === 'connected')
  }

  async function answered(ask: () => Promise<ApiAnswer>): Promise<ApiAnswer | undefined> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const answer = await ask().catch(() => undefined)
      if (answer && answer.status < 500) return answer
      await pause(3_000)
    }
    return undefined
  }

  /** Waits for this virtual time, in milliseconds. */
  const pause = (ms: number) => new Promise<void>((over) => clock.after(ms, over))

  /**
   * Performs an action of the customer or, if the customer has a connected contact, of its agent.
   */
  async function act(person: Person, action: Action): Promise<void> {
    if (action.does === 'writes') return write(person)
    const contact = contactOf(person)
    if (!contact?.agent) return
    const { contactId, agent } = contact
    switch (action.does) {
      case 'says': {
        const text = textOf(action.tag, action.parts)
        promise(person, action, action.parts)
        agentConsole.message(contactId, agent, text)
        return
      }
      case 'attaches': {
        promise(person, action, 1)
        await agentConsole.attachment(contactId, agent, {
          name: `${tagged(action.tag, 0)}.pdf`,
          contentType: 'application/pdf',
          body: pdf,
        })
        return
      }
      case 'sends':
      case 'holds':
        return sendFromWidget(person, action, { contactId, agent })
      case 'resends':
        return resend(person, { contactId, agent })
      case 'transfers': {
        agentConsole.transfer(contactId, agent, agent === 'maria' ? 'jonas' : 'maria')
        return
      }
      case 'ends':
        return agentConsole.end(contactId, agent)
    }
  }

  /**
   * The customer writes a message. Every second time, a customer of a bridged number writes several
   * messages in a row, one of which is a file.
   */
  async function write(person: Person): Promise<void> {
    const isBurst = person.mode === 'bridged' && person.written.length % 2 === 1
    for (const isFile of isBurst ? [false, true, false, false] : [false]) {
      writeOnce(scenario, person, isFile)
      if (isBurst) await pause(BURST_MS)
    }
  }

  function promise(person: Person, { does, ...action }: Action & { tag: number }, parts: number) {
    const promised: Promised = {
      tag: action.tag,
      parts,
      from: clock.now(),
      at: clock.now(),
      how: does,
      isPromised: true,
      doubtfulResends: 0,
      resends: 0,
    }
    person.replies.set(action.tag, promised)
    return promised
  }

  async function sendFromWidget(
    person: Person,
    action: Extract<Action, { does: 'sends' | 'holds' }>,
    { contactId, agent }: { contactId: string; agent: string },
  ) {
    const promised = promise(person, action, 1)
    promised.isPromised = false
    const name = tagged(action.tag, 0)
    const type = action.does === 'holds' ? 'location' : action.type
    const message = await messageOf(type, name, person.mode, () =>
      scenario.upload(agent, contactId, {
        name: `${name}.jpg`,
        mimeType: 'image/jpeg',
        bytes: photo,
      }),
    ).catch(() => undefined)
    if (!message) return
    const requestId = crypto.randomUUID()
    const answer = await answered(() =>
      scenario.api(agent, 'POST', `/contacts/${contactId}/replies`, {
        requestId,
        message,
        ...(action.does === 'holds' ? { hold: true } : {}),
      }),
    )
    promised.at = clock.now()
    promised.isPromised = answer?.status === 202
  }

  /** The agent resends the newest reply that failed or is unconfirmed. */
  async function resend(
    { replies }: Person,
    { contactId, agent }: { contactId: string; agent: string },
  ) {
    const path = `/contacts/${contactId}`
    const seen = await answered(() => scenario.api(agent, 'GET', `${path}/conversation`))
    const shown: any[] = seen?.body?.replies ?? []
    const wrong = shown.find(({ status }) =>
      ['failed', 'partly_failed', 'unconfirmed'].includes(status),
    )
    const tag = wrong && tagIn(wrong.shows)
    const promised = tag === undefined ? undefined : replies.get(tag)
    if (!promised) return
    promised.resends++
    if (
      wrong.status === 'unconfirmed' ||
      wrong.parts.some((part: any) => part.status === 'unconfirmed')
    )
      promised.doubtfulResends++
    await answered(() =>
      scenario.api(agent, 'POST', `${path}/replies/${wrong.id}/resend`, { attempt: wrong.attempt }),
    )
  }

  return { acceptQueued, act, write, contactOf }
}

const TAG = /k(\d+)\.(\d)k/

export function tagIn(shows: unknown): number | undefined {
  const found = TAG.exec(JSON.stringify(shows ?? ''))
  return found ? Number(found[1]) : undefined
}

/**
 * Returns the numbers of the reply and of its part, which a message to WhatsApp contains, or
 * undefined if the message contains none.
 */
export function partIn(payload: { biz_opaque_callback_data?: unknown }) {
  const { biz_opaque_callback_data: _, ...message } = payload
  const found = TAG.exec(JSON.stringify(message))
  return found ? { tag: Number(found[1]), part: Number(found[2]) } : undefined
}

const LONG = 4_000

function textOf(tag: number, parts: number): string {
  if (parts === 1) return `${tagged(tag, 0)} Your order is ready.`
  return Array.from({ length: parts }, (_, i) => tagged(tag, i).padEnd(LONG, '.')).join(' ')
}

async function messageOf(
  type: Extract<Action, { does: 'sends' }>['type'],
  name: string,
  mode: Mode,
  upload: () => Promise<string>,
): Promise<object> {
  switch (type) {
    case 'media':
      return { type, kind: 'image', uploadId: await upload(), caption: name }
    case 'location':
      return { type, latitude: 38.7, longitude: -9.1, name }
    case 'contacts':
      return {
        type,
        contacts: [
          { name: { formattedName: name, firstName: name }, phones: [{ phone: '+15550100' }] },
        ],
      }
    case 'buttons':
      return { type, body: `${name} Shall we?`, buttons: [{ id: 'yes', title: 'Yes' }] }
    case 'template':
      return mode === 'bridged'
        ? {
            type,
            name: 'estimate',
            language: 'es_MX',
            values: { 'body.1': name, 'body.2': '45', 'body.3': '3' },
          }
        : {
            type,
            name: 'flight_changed',
            language: 'en_US',
            values: {
              header: 'LH 1',
              'body.1': name,
              'body.2': '9:30',
              'body.3': 'LH 1',
              'body.4': 'B4',
            },
          }
  }
}
