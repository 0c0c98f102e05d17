// Puts a customer's message into the customer's Connect chat. If the customer has no chat, or the
// last chat has ended, a new chat is started.

import { createHash } from 'node:crypto'
import type { Chat, Conversation } from '#model/conversation'
import { notice } from '#model/notice'
import type {
  ChatFiles,
  ChatSession,
  Connect,
  Contacts,
  Conversations,
  InboundFile,
} from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { startsChat } from '#whatsapp/events/events'
import type { MessageEvent } from '#whatsapp/events/types'
import { log, masked } from '../runtime/log.ts'
import { attachmentName } from './attachment.ts'
import { type ChatStartPorts, chatStart, placeOf } from './chat-start.ts'
import { writeFormAttributes } from './form-attributes.ts'
import {
  insteadOfFile,
  messagesOf,
  neverConnectedSentence,
  passedSentence,
  shorterMessages,
  textOf,
} from './lines.ts'
import { isMedia } from './media.ts'

export interface InboundPorts extends ChatStartPorts {
  conversations: Conversations
  contacts: Contacts
  connect: ChatStartPorts['connect'] & Pick<Connect, 'setAttributes'>
  chat: ChatSession & ChatFiles
  /**
   * The names of the form fields whose answers are written into the attributes of the Connect
   * contact.
   */
  formAttributes: readonly string[]
}

/**
 * How often a message checks whether another message has finished starting the chat. A start takes
 * about a second, so waiting here is faster than returning the message to the queue.
 */
const WAITS_FOR_START = 8
const WAIT_MS = 400

const tokenOf = (...words: string[]) => createHash('sha256').update(words.join('/')).digest('hex')

export function inboundChat(ports: InboundPorts) {
  const { conversations, chat, pause } = ports
  const { isRunning, running, recorded, replaced } = chatStart(ports)

  return async (
    known: Conversation,
    event: MessageEvent,
    messageId: string,
    file: ReceivedFile,
    around: Around,
  ): Promise<void> => {
    let conversation = known
    for (let waits = 0; waits < WAITS_FOR_START; conversation = await stored(known.id)) {
      if (!startsChat(event) && !(await isRunning(conversation)))
        return log.info('no_chat_started', { kind: event.kind })
      const found = await running(conversation, messageId)
      if (found === 'being_started') {
        waits++
        await pause(WAIT_MS)
        continue
      }
      const { session, start, unheard } = found
      for (const contactId of unheard) await writeUnheard(session, contactId)
      // The message that began the chat is written before the start is recorded. Other messages use
      // the chat only after the start is recorded, so they cannot come first.
      const written = await put(session, event, messageId, file, around)
      const chatNow = await recorded(placeOf(conversation), session, start)
      if (written === 'in_chat') return writeFormAttributes(ports, session.contactId!, event)
      log.info('chat_over', { conversation: masked(conversation.id), contact: session.contactId })
      if (!startsChat(event) || !(await replaced(conversation, chatNow, messageId))) return
    }
    throw new Error('another message is still starting the chat')
  }

  async function stored(id: string): Promise<Conversation> {
    const conversation = await conversations.get(id)
    if (!conversation) throw new Error('the conversation was not stored')
    return conversation
  }

  /**
   * Writes a notice about an earlier chat into the new chat: texts that an agent wrote in the
   * earlier chat may not have been sent.
   */
  async function writeUnheard(session: Chat, contactId: string): Promise<void> {
    const { openedBy, take = 0 } = session
    const sentence = notice(neverConnectedSentence(contactId))
    await write(session, sentence, [openedBy, String(take), 'instead of', contactId])
  }

  /** Puts the file, if there is one, and then the text of the message into the chat. */
  async function put(
    session: Chat,
    event: MessageEvent,
    messageId: string,
    file: ReceivedFile,
    around: Around,
  ): Promise<'in_chat' | 'over'> {
    if (!session.connectionToken) return 'over'
    const { content } = event
    if (!isMedia(content) || file === undefined)
      return writeText(session, event, [messageId], around)
    const attached = await attach(session, file, messageId)
    if (attached === 'over') return 'over'
    const instead =
      attached === 'attached' ? undefined : notice(insteadOfFile(content, file, attached))
    return writeText(session, event, [messageId, 'caption'], around, instead)
  }

  /**
   * Writes the message's text, if it has one. A text that is already late contains the time at
   * which the customer wrote it. If newer messages may have come first while the text was being
   * written, a notice follows the text.
   */
  async function writeText(
    session: Chat,
    event: MessageEvent,
    of: readonly string[],
    { earlier, isLate, wasPassed }: Around,
    instead?: string,
  ): Promise<'in_chat' | 'over'> {
    const late = await isLate()
    const text = textOf(event, earlier, instead, late)
    const written = text ? await write(session, text, of) : 'in_chat'
    if (written === 'over' || late || !text || !(await wasPassed())) return written
    return write(session, notice(passedSentence(event, text)), [...of, 'passed'])
  }

  /** Writes a text into the chat. A repeated call with the same `of` does not write it again. */
  async function write(
    session: Chat,
    text: string,
    of: readonly string[],
  ): Promise<'in_chat' | 'over'> {
    for (const [i, message] of messagesOf(text).entries()) {
      const token = [...of, ...(i > 0 ? [String(i)] : [])]
      if ((await writeMessage(session, message, token)) === 'over') return 'over'
    }
    return 'in_chat'
  }

  async function writeMessage(
    session: Chat,
    message: string,
    of: readonly string[],
  ): Promise<'sent' | 'over'> {
    try {
      const sent = await inLiveChat(session, (live) => chat.say(live, message, tokenOf(...of)))
      if (sent !== 'denied') return sent
    } catch (cause) {
      if (!isRefusal(cause) || message === REFUSED) throw cause
      const shorter = shorterMessages(message)
      log.error('message_refused', cause, { contact: session.contactId, parts: shorter.length })
      for (const [i, part] of (shorter.length > 0 ? shorter : [REFUSED]).entries())
        if ((await writeMessage(session, part, [...of, 'instead', String(i)])) === 'over')
          return 'over'
      return 'sent'
    }
    throw new Error('Connect does not let the customer write into a chat that has not ended')
  }

  async function attach(
    session: Chat,
    file: InboundFile | 'unavailable',
    messageId: string,
  ): Promise<'attached' | 'over' | 'type_or_size' | 'refused'> {
    const named = file === 'unavailable' ? undefined : attachmentName(file)
    if (file === 'unavailable' || !named) return 'type_or_size'
    const { key, size } = file
    const token = tokenOf(messageId, 'file')
    try {
      const attached = await inLiveChat(session, (live) =>
        chat.attach(live, { key, size, ...named }, token),
      )
      if (attached !== 'denied') return attached
      log.warn('attachment_denied', { contact: session.contactId })
    } catch (cause) {
      if (!isRefusal(cause)) throw cause
      log.error('attachment_refused', cause, { contact: session.contactId })
    }
    return 'refused'
  }

  /**
   * Calls Connect. If Connect denies the call, requests new credentials, which Connect returns only
   * for a chat that has not ended. With new credentials, the call is repeated. Without them, the
   * result is 'over'. If Connect denies the repeated call too, for example because the instance
   * does not allow attachments, the result is 'denied'.
   */
  async function inLiveChat<Answer extends string>(
    session: Chat,
    call: (live: Chat) => Promise<Answer | 'denied'>,
  ): Promise<Answer | 'denied' | 'over'> {
    const answer = await call(session)
    if (answer !== 'denied') return answer
    const renewed = await chat.connect(session.participantToken!)
    return renewed ? call({ ...session, ...renewed }) : 'over'
  }
}

/**
 * What the chat must show about a message in addition to its text: the quoted message, and whether
 * the message is out of order.
 */
export interface Around {
  /** The first words of the message that the customer quoted, or undefined if they are unknown. */
  earlier: string | undefined
  /**
   * Returns whether newer messages are already in the chat. Called right before the text is
   * written.
   */
  isLate(): Promise<boolean>
  /**
   * Returns whether newer messages may have come into the chat while the text was being written.
   */
  wasPassed(): Promise<boolean>
}

/**
 * A customer's file in the media bucket, 'unavailable' if the file could not be fetched, or
 * undefined for a message without a file.
 */
type ReceivedFile = InboundFile | 'unavailable' | undefined

/** The notice that replaces a message that Connect refuses although it is short enough. */
const REFUSED = notice(
  'The customer sent a message that Connect refused to add to this chat. Open it in the WhatsApp widget.',
)

/** Returns true if Connect would refuse the same request again. */
const isRefusal = (cause: unknown): boolean =>
  cause instanceof UpstreamFailure && cause.certain && !cause.retryable
