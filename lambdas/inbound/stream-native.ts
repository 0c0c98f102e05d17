// Requests the streaming of native contacts. Connect allows only a few requests for streaming per
// second, and refuses some requests if many chats start at the same time. The sweep repeats
// requests that Connect refused.
import type { Clock, Connect, Contacts, Verified } from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { log } from '../runtime/log.ts'

interface Ports {
  contacts: Pick<Contacts, 'get' | 'streamLater' | 'streamSettled'>
  connect: Pick<Connect, 'startStreaming'>
  evidenceTopicArn: string
  verified: Verified
  now: Clock
}

const MINUTE_MS = 60_000
/**
 * The maximum duration of a chat for which streaming is requested. A chat ends after 25 hours,
 * unless its flow sets another duration, and an ended chat cannot be streamed.
 * https://docs.aws.amazon.com/connect/latest/adminguide/chat-initiation-and-disconnect.html
 */
const LONGEST_CHAT_MS = 25 * 60 * MINUTE_MS

export function nativeStreaming({ contacts, connect, evidenceTopicArn, verified, now }: Ports) {
  return { begin, tryAgain }

  /** Requests the streaming of a new contact. */
  async function begin(contactId: string): Promise<void> {
    if ((await requested(contactId)) === 'later') await later(contactId, 1)
  }

  /** Repeats the request for the streaming of a contact. */
  async function tryAgain(contactId: string): Promise<void> {
    const contact = await contacts.get(contactId)
    // The sweep may have read outdated data, so the request may no longer be needed.
    if (!contact?.streamTries) return
    if (now().getTime() - new Date(contact.startedAt).getTime() > LONGEST_CHAT_MS) {
      log.error('evidence_not_streamed', new Error('refused for 25 hours'), { contact: contactId })
      return contacts.streamSettled(contactId)
    }
    if ((await requested(contactId)) === 'later') return later(contactId, contact.streamTries + 1)
    await contacts.streamSettled(contactId)
  }

  async function requested(contactId: string): Promise<'settled' | 'later'> {
    const found = await verified.value('nativeStreaming')
    if (found === 'refused' || found === 'accepted-but-silent') return 'settled'
    try {
      await connect.startStreaming(contactId, evidenceTopicArn)
      return 'settled'
    } catch (cause) {
      if (cause instanceof UpstreamFailure && cause.retryable) {
        log.warn('evidence_delayed', { contact: contactId, because: cause.operation })
        return 'later'
      }
      // AWS does not document whether chats from WhatsApp can be streamed. Without streaming, the
      // service window is inferred from less evidence.
      log.error('evidence_not_streamed', cause, { contact: contactId })
      return 'settled'
    }
  }

  /** Schedules the next request after 1, 2, 4 … minutes. */
  function later(contactId: string, tries: number): Promise<void> {
    const dueAt = new Date(now().getTime() + 2 ** (tries - 1) * MINUTE_MS)
    return contacts.streamLater(contactId, tries, dueAt)
  }
}
