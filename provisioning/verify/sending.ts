// Sends test messages, which are addressed to the test phone only.
import { randomUUID } from 'node:crypto'
import { SendWhatsAppMessageCommand } from '@aws-sdk/client-socialmessaging'
import { testMessage } from '#model/reply'
import type { TestNumber, Verification } from './probe.ts'

export interface Sent {
  /** The id that SendWhatsAppMessage returned. */
  messageId: string
  /** The callback data of the message. */
  data: string
}

/** `content` is the message without its addressee. */
export async function sendTestMessage(
  from: TestNumber,
  content: object,
  verification: Verification,
): Promise<Sent> {
  const { phone, recorder } = verification
  const data = testMessage(randomUUID())
  const message = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: phone,
    biz_opaque_callback_data: data,
    ...content,
  }
  // The statuses may be published before the call has returned.
  recorder.follow(data)
  const messageId = await sendRaw(from, message, verification)
  recorder.follow(messageId)
  return { messageId, data }
}

/** Returns the id that AWS returned. */
export async function sendRaw(
  { id }: TestNumber,
  message: object,
  { aws, config }: Pick<Verification, 'aws' | 'config'>,
): Promise<string> {
  const { messageId } = await aws.sender.send(
    new SendWhatsAppMessageCommand({
      originationPhoneNumberId: id,
      metaApiVersion: config.stack.metaApiVersion,
      message: new TextEncoder().encode(JSON.stringify(message)),
    }),
  )
  return messageId!
}

export const testText = (body: string) => ({ type: 'text', text: { body } })

/** Returns false if the service refuses the request itself. Throws if the call fails otherwise. */
export async function isAcceptedBy(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call()
    return true
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}

/** Returns whether the service has objected to the request, and not to who made it or how often. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error &&
  /^(Validation|InvalidParameters?|InvalidRequest)Exception$/.test(error.name)
