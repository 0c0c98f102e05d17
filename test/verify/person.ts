// Simulates the person who runs the command `verify`, has the test phone and is the test agent. The
// person reads each instruction, acts in the sandbox, and answers according to what the phone and
// the CCP show.
import { bookingPdf } from '../files/sample-files.ts'
import type { Scenario } from '../scenarios/scenario.ts'

const AGENT = 'maria'
const COLLEAGUE = 'jonas'
const PDF = {
  name: 'offer.pdf',
  contentType: 'application/pdf',
  body: Buffer.from(await bookingPdf()),
}

export function personWith(scenario: Scenario, phone: string) {
  const { agentConsole, whatsapp, business, photo, advance } = scenario
  const chats = () => agentConsole.contacts().filter(isOfPhone)
  const isOfPhone = ({ customer }: ReturnType<typeof agentConsole.contacts>[number]) =>
    customer.number === phone || customer.name === phone || customer.name === 'Test phone'
  const connected = () => chats().find(({ state }) => state === 'connected')!
  const send = (to: string, message: object) =>
    whatsapp.customerSends(phone, to, message as Parameters<typeof whatsapp.customerSends>[2])
  const isShown = (text: string) =>
    chats()
      .filter(({ state }) => state !== 'ended')
      .some(({ contactId }) =>
        agentConsole.transcript(contactId).some(({ Content }) => Content === text),
      )

  const actions: readonly [RegExp, (...words: string[]) => Promise<unknown> | unknown][] = [
    [/send “(.+)” to (\+\d+)/, (body, to) => send(to!, { type: 'text', text: { body } })],
    [
      /send a photo to (\+\d+)/,
      (to) =>
        send(to!, {
          type: 'image',
          image: {},
          mime_type: photo.mimeType,
          data: photo.bytes.toString('base64'),
        }),
    ],
    [/press the button “(.+)”/, (title) => tap(title!)],
    [
      /accept the chat/,
      () => agentConsole.accept(chats().find(({ state }) => state === 'queued')!.contactId, AGENT),
    ],
    [/look at it in the chat/, () => agentConsole.reads(connected().contactId, connected().agent!)],
    [
      /transfer the chat/,
      () => {
        const { contactId } = agentConsole.transfer(connected().contactId, AGENT, COLLEAGUE)
        agentConsole.accept(contactId, COLLEAGUE)
      },
    ],
    [
      /attach a small PDF/,
      () => agentConsole.attachment(connected().contactId, connected().agent!, PDF),
    ],
    [/run a flow/, () => agentConsole.add(connected().contactId, AGENT, 'FLOW')],
    [
      /end the chat/i,
      () => {
        const open = connected()
        if (open) agentConsole.end(open.contactId, open.agent!)
      },
    ],
  ]
  const questions: readonly [RegExp, (...words: string[]) => boolean][] = [
    [/chat in the CCP show “(.+)”\?/, (text) => isShown(text!)],
    [/put the chat on hold/, () => tryHold()],
    [/CloudTrail/, () => true],
    [/apps contain the widget/, () => true],
  ]

  function tap(title: string) {
    const asked = whatsapp
      .screen(phone)
      .messages.findLast(
        ({ direction, interactive }) => direction === 'outbound' && interactive !== undefined,
      )
    send(business.native.number, {
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: { id: 'verify', title } },
      context: { id: asked!.id },
    })
  }

  function tryHold(): boolean {
    try {
      agentConsole.hold(connected().contactId, AGENT)
      agentConsole.resume(connected().contactId, AGENT)
      return true
    } catch {
      return false
    }
  }

  return async (question: string): Promise<string | boolean> => {
    if (question === 'Begin?') return true
    for (const [pattern, answer] of questions) {
      const words = pattern.exec(question)
      if (words) return answer(...words.slice(1)) ? 'yes' : 'no'
    }
    const matching = actions.filter(([pattern]) => pattern.test(question))
    if (matching.length === 0) throw new Error(`the person does not understand: ${question}`)
    // Lets time pass, because a message takes a moment to reach the phone, and the person takes a
    // moment to read it.
    await advance('10s')
    for (const [pattern, act] of matching) {
      await act(...pattern.exec(question)!.slice(1))
      await advance('2s')
    }
    return 'done'
  }
}
