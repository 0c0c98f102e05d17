// Sends test messages, whose only recipient is the test phone.
import { randomUUID } from 'node:crypto'
import { SendWhatsAppMessageCommand } from '@aws-sdk/client-socialmessaging'
import { testMessage } from '#model/reply'
import type { TestNumber, Verification } from './probe.ts'

export interface Sent {
  /** The id that SendWhatsAppMessage returned. */
  messageId: string
  /** The message's callback data. */
  data: string
}

/** `content` is the message without its recipient. */
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
  // The recorder must know the callback data before the call, because statuses may be published
  // before the call returns.
  recorder.follow(data)
  const messageId = await sendRaw(from, message, verification)
  recorder.follow(messageId)
  return { messageId, data }
}

/** Returns the message id that AWS returned. */
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

/**
 * Returns false if the service refuses the request's content. Throws if the call fails for another
 * reason.
 */
export async function isAcceptedBy(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call()
    return true
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}

/**
 * Returns whether the service refused the request's content. Returns false if the service refused
 * the caller or the rate of calls.
 */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error &&
  /^(Validation|InvalidParameters?|InvalidRequest)Exception$/.test(error.name)
