// The test phone's chat on a bridged number, and the chat's webhooks.
import { topicArn } from '#deployment/resources'
import { type Chat, conversationId } from '#model/conversation'
import { NUMBER_SCOPE } from '#model/customer'
import { conversations } from '../../../lambdas/aws/conversations.ts'
import { customers } from '../../../lambdas/aws/customers.ts'
import { tableOf } from '../../account/table.ts'
import { parsedInstance } from '../../config/config.ts'
import { poll } from '../../engine/wait.ts'
import { type Probe, SKIPPED, type TestNumber, type Verification } from '../probe.ts'
import type { Recorded } from '../recorder.ts'

export interface BridgedChat {
  number: TestNumber
  conversation: string
  chat: Chat & { contactId: string }
  /**
   * The webhook with the test phone's first message: AWS's envelope, and WhatsApp's entry in it.
   */
  opening: Webhook
}

export interface Webhook {
  envelope: Record<string, any>
  /** The entry as text. The text shows whether a value is a number or a string of digits. */
  text: string
  entry: Record<string, any>
}

export type BridgedProbe = Probe<BridgedChat>

const OPENING = 'VERIFY 3'
const FOUND = { everyMs: 3_000, atMostMs: 60_000 }

export const replyTopic = ({ config }: Verification) =>
  topicArn('chat-replies', parsedInstance(config.instance))

/** Returns the webhooks among the recorded events. */
export const webhooksIn = (recorded: readonly Recorded[]): Webhook[] =>
  recorded.flatMap(({ body }) => {
    const text = body.whatsAppWebhookEntry
    return typeof text === 'string' ? [{ envelope: body, text, entry: JSON.parse(text) }] : []
  })

export const valuesIn = ({ entry }: Webhook): Record<string, any>[] =>
  (entry.changes ?? []).map(({ value }: { value: object }) => value ?? {})

/** Returns the webhook that contains a message of the test phone for which `is` returns true. */
export const messageIn = (
  recorded: readonly Recorded[],
  is: (message: Record<string, any>) => boolean,
) =>
  webhooksIn(recorded)
    .flatMap((webhook) =>
      valuesIn(webhook).flatMap(({ messages = [] }) =>
        messages.filter(is).map((message: Record<string, any>) => ({ webhook, message })),
      ),
    )
    .at(-1)

export async function openBridgedChat(verification: Verification): Promise<BridgedChat | string> {
  const { bridged: number, person, agent, recorder, host, phone } = verification
  if (!number) return 'the configuration has no bridged number'
  recorder.follow(phone.slice(1))
  await recorder.watch(number.destination)
  const write = `From the test phone, send “${OPENING}” to ${number.number} (${number.displayName}).`
  if (!(await person.does(write))) return SKIPPED
  const opened = await recorder.until((recorded) =>
    messageIn(recorded, ({ text }) => text?.body === OPENING),
  )
  if (!opened) return 'no webhook with the message of the test phone came within a minute'
  const find = () => chatOf(number, verification)
  const found = await poll(find, (each) => each !== undefined, FOUND, host.wait)
  if (!found) return 'the message of the test phone opened no chat within a minute'
  await recorder.watch(replyTopic(verification), found.chat.contactId)
  if (!(await person.does(`In the CCP, accept the chat of the test phone as ${agent}.`)))
    return SKIPPED
  return { number, ...found, opening: opened.webhook }
}

/** Reads the test phone's open chat from the table. */
async function chatOf(number: TestNumber, { aws, phone }: Verification) {
  const table = tableOf(aws)
  const [identity] = await customers(table).identities([{ scope: NUMBER_SCOPE, value: phone }])
  if (!identity) return undefined
  const id = conversationId(number.id, identity.customer)
  const { chat, chatIn = id } = (await conversations(table).get(id)) ?? {}
  return chat?.contactId && chat.connectionToken
    ? { conversation: chatIn, chat: { ...chat, contactId: chat.contactId } }
    : undefined
}
