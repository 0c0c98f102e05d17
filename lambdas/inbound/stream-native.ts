// Requests the streaming of native contacts. Connect allows only a few such calls a second, so some
// are refused when many chats start at once. The sweep tries those chats again.
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
 * A chat lasts 25 hours unless its flow says otherwise. After the end of a chat, there is nothing
 * to stream.
 * https://docs.aws.amazon.com/connect/latest/adminguide/chat-initiation-and-disconnect.html
 */
const LONGEST_CHAT_MS = 25 * 60 * MINUTE_MS

export function nativeStreaming({ contacts, connect, evidenceTopicArn, verified, now }: Ports) {
  return { begin, tryAgain }

  /** Requests the streaming of a contact that has just started. */
  async function begin(contactId: string): Promise<void> {
    if ((await requested(contactId)) === 'later') await later(contactId, 1)
  }

  /** Requests the streaming of a contact again when it is due. */
  async function tryAgain(contactId: string): Promise<void> {
    const contact = await contacts.get(contactId)
    // The index may lag behind, so the contact may already have been handled.
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
      // AWS does not document whether WhatsApp contacts can be streamed. Without streaming, the
      // service window is known less exactly.
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
