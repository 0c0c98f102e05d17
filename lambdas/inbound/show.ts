// Puts one stored message into the chat: claims the message, fetches its file, writes it into the
// chat and records the result. If Connect refuses the message temporarily, the message is
// postponed.
import { randomUUID } from 'node:crypto'
import type { Conversation } from '#model/conversation'
import {
  inboundTransitions,
  isOld,
  mayBeOvertaken,
  mayBePassed,
  type PendingMessage,
  storedEvent,
} from '#model/inbound'
import type {
  FileRemovals,
  Files,
  InboundFile,
  Inbox,
  Outbox,
  SentMessages,
  WhatsApp,
} from '#model/ports'
import { log, masked } from '../runtime/log.ts'
import { withAnsweredForm } from './answered-form.ts'
import { type InboundPorts, inboundChat } from './chat.ts'
import { correcting } from './corrections.ts'
import { earlierMessage } from './earlier-message.ts'
import { inboundMedia } from './media.ts'
import { keptOf } from './message.ts'

export interface ShowPorts extends InboundPorts {
  inbox: Inbox
  messages: SentMessages
  outbox: Outbox
  whatsapp: Pick<WhatsApp, 'mediaInfo' | 'fetchMedia'>
  files: Pick<Files, 'bucket' | 'find'> & FileRemovals
}

export function showing(ports: ShowPorts) {
  const { inbox, now } = ports
  const receive = inboundMedia(ports)
  const carry = inboundChat(ports)
  const earlierWords = earlierMessage(ports)
  const correct = correcting(ports)

  /**
   * Puts a message into the chat. `fetched` is the message's file, if the caller has already
   * fetched it. `storedBy` is the time at which the message had been stored, if the caller stored
   * it. Returns 'taken' if another invocation has claimed the message.
   */
  return async (
    conversation: Conversation,
    message: PendingMessage,
    {
      fetched,
      storedBy,
    }: { fetched?: InboundFile | 'unavailable' | undefined; storedBy?: Date } = {},
  ): Promise<'shown' | 'put_off' | 'taken'> => {
    const token = fetched ? message.token : randomUUID()
    const claim = { token, now: now(), file: fetched }
    const claimed = await inbox.apply(inboundTransitions.carry, message, claim)
    if (!claimed) return 'taken'
    try {
      await show(conversation, claimed, storedBy)
      return 'shown'
    } catch (cause) {
      log.error('message_put_off', cause, {
        conversation: masked(conversation.id),
        retries: claimed.retryCount,
      })
      await inbox.apply(inboundTransitions.putOff, claimed, { token, now: now() })
      return 'put_off'
    }
  }

  async function show(
    conversation: Conversation,
    message: PendingMessage,
    storedBy: Date | undefined,
  ): Promise<void> {
    const { token, id, provided } = message
    if (await inbox.isElsewhere(message, conversation)) {
      await inbox.apply(inboundTransitions.repeated, message, { token })
      return
    }
    const stored = { at: new Date(message.publishedAt), ...storedEvent(message) }
    const event = await withAnsweredForm(ports.outbox, conversation, stored)
    const [file, earlier] = await Promise.all([
      message.file ?? receive(conversation, event.content, id),
      earlierWords(conversation, event),
    ])
    await carry(conversation, event, provided ? `${id}/provided` : id, file, {
      earlier,
      isLate: async () =>
        isOld(event.at, now()) ||
        (mayBeOvertaken(message, storedBy, now()) &&
          (await inbox.overtaken(message, conversation))),
      wasPassed: async () =>
        mayBePassed(message, now()) && (await inbox.overtaken(message, conversation)),
    })
    // If the event is a deletion, this call removes the stored copy of the deleted message. The
    // line in the chat about the deletion quotes that message, so the line was written first.
    await correct(conversation, event)
    await inbox.apply(inboundTransitions.carried, message, {
      token,
      message: keptOf(event, id, now(), file === 'unavailable' ? undefined : file, earlier),
    })
    log.info('message_carried', { conversation: masked(conversation.id), kind: event.kind })
  }
}
