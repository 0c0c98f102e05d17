// Requests that Connect streams the chats of native contacts. Connect allows only a few such
// requests per second, and refuses some of them if many chats start at the same time. The function
// `sweep` repeats the refused requests.
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
 * The time after the start of a chat at which requests for its streaming are given up. Unless the
 * flow sets another duration, a chat ends after 25 hours, and Connect does not stream an ended
 * chat.
 * https://docs.aws.amazon.com/connect/latest/adminguide/chat-initiation-and-disconnect.html
 */
const LONGEST_CHAT_MS = 25 * 60 * MINUTE_MS

export function nativeStreaming({ contacts, connect, evidenceTopicArn, verified, now }: Ports) {
  return { begin, tryAgain }

  /** Requests the streaming of a new contact's chat. */
  async function begin(contactId: string): Promise<void> {
    if ((await requested(contactId)) === 'later') await later(contactId, 1)
  }

  /** Repeats the request for the streaming of a contact's chat. */
  async function tryAgain(contactId: string): Promise<void> {
    const contact = await contacts.get(contactId)
    // `sweep` reads a global index, which may be outdated, so the request may no longer be needed.
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
      // AWS does not document whether Connect can stream native WhatsApp chats. Without streaming,
      // the state of the service window is derived from the other known times.
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
