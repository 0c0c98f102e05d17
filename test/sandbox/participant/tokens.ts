// The bearer tokens of the participants of a chat.
import { randomUUID } from 'node:crypto'
import { offer } from '../connect/chat.ts'
import type { Core, Token } from '../connect/core.ts'
import { refusal } from '../connect/errors.ts'
import { type Chat, type Contact, isOver, type Participant } from '../connect/records.ts'

// https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_CreateParticipantConnection.html
const CONNECTION_LIFE_MS = 24 * 60 * 60 * 1000
const FIRST_CONNECTION_WITHIN_MS = 5 * 60 * 1000
// https://docs.aws.amazon.com/connect/latest/APIReference/API_CreateParticipant.html
const BOT_CONNECTION_WITHIN_MS = 15 * 1000

/**
 * Returns the stored token, or throws AccessDeniedException if it is not valid. A participant token
 * has to be used within five minutes, or within 15 seconds if it belongs to a bot. After its first
 * use, it is valid until the chat ends.
 */
export function holderOf(core: Core, participantToken: string): Token {
  const token = alive(core, participantToken, 'participant', {
    evenEnded: core.guesses.endedParticipantToken === 'accepted',
  })
  const { role } = token.participant
  const withinMs = role === 'CUSTOM_BOT' ? BOT_CONNECTION_WITHIN_MS : FIRST_CONNECTION_WITHIN_MS
  if (!token.used && !token.contact && core.clock.now() - token.issuedAt > withinMs) throw denied()
  return token
}

/**
 * Returns the participant to whom a connection token belongs, with the chat. Throws
 * AccessDeniedException if the token is not valid.
 */
export function speaker(
  core: Core,
  connectionToken: string,
): { chat: Chat; participant: Participant } {
  const token = alive(core, connectionToken, 'connection')
  if (token.contact) {
    // In the sandbox, connection tokens of an agent do not expire: the CCP renews them according to
    // the browser's clock, which does not advance with the sandbox's clock.
    if (!token.participant.joined) throw denied()
    return token
  }
  if (core.clock.now() - token.issuedAt >= CONNECTION_LIFE_MS) throw denied()
  return token
}

export function connection(
  core: Core,
  { chat, participant, contact }: Token,
): { ConnectionToken: string; Expiry: string } {
  const issuedAt = core.clock.now()
  const ConnectionToken = `connection.${randomUUID()}`
  core.tokens.set(ConnectionToken, {
    is: 'connection',
    chat,
    participant,
    issuedAt,
    used: true,
    ...(contact && { contact }),
  })
  return { ConnectionToken, Expiry: new Date(issuedAt + CONNECTION_LIFE_MS).toISOString() }
}

/**
 * Creates the tokens with which an agent's CCP accesses a contact's chat: the participant token
 * that is part of the contact's data, and the connection token that the CTI API's operation
 * CreateTransport returns for a chat_token. CreateTransport returns it in a field called
 * participantToken.
 */
export function agentTokens(core: Core, contact: Contact, agent: { id: string; name: string }) {
  const participant = offer(contact, agent)
  const issuedAt = core.clock.now()
  const held = { chat: contact.chat, participant, contact, issuedAt, used: true }
  const issue = (is: Token['is']) => {
    const text = `${is}.${randomUUID()}`
    core.tokens.set(text, { is, ...held })
    return text
  }
  return {
    participantId: participant.id,
    participantToken: () => issue('participant'),
    chatToken: () => ({
      participantToken: issue('connection'),
      expiry: new Date(issuedAt + CONNECTION_LIFE_MS).toISOString(),
    }),
  }
}

function alive({ tokens }: Core, text: string, is: Token['is'], { evenEnded = false } = {}): Token {
  const token = tokens.get(text)
  if (token?.is !== is || (!evenEnded && isOver(token.chat)) || token.contact?.ended) throw denied()
  if (token.participant.left) throw denied()
  return token
}

const denied = () => refusal('AccessDeniedException', 'Access denied')

/**
 * Runs `act` only for a participant's first request with this operation and ClientToken. A repeated
 * request gets the first response again.
 */
export function once<Answer extends object>(
  { answers }: Participant,
  operation: string,
  clientToken: string | undefined,
  act: () => Answer,
): Answer {
  if (clientToken === undefined) return act()
  const key = `${operation} ${clientToken}`
  const earlier = answers.get(key)
  if (earlier) return earlier as Answer
  const answer = act()
  answers.set(key, answer)
  return answer
}
