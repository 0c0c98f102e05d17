// Adds a company's own bot to a chat. Connect allows a bot only in a chat that is streamed and has
// neither another bot nor an agent.
// https://docs.aws.amazon.com/connect/latest/APIReference/API_CreateParticipant.html
import { randomUUID } from 'node:crypto'
import type { Operation } from '../service.ts'
import { participant } from './chat.ts'
import { type Core, requireContact, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { current, isOver } from './records.ts'

const TOKEN_LIFE_MS = 15 * 1000

export function participantOperations(core: Core): Record<string, Operation> {
  return {
    CreateParticipant({ InstanceId, ContactId, ParticipantDetails }) {
      requireInstance(core, InstanceId)
      const { chat } = requireContact(core, ContactId)
      const { ParticipantRole, DisplayName = '' } = ParticipantDetails
      if (ParticipantRole !== 'CUSTOM_BOT')
        throw refusal('InvalidRequestException', `Not served by the sandbox: ${ParticipantRole}`)
      if (isOver(chat)) throw refusal('InvalidRequestException', 'The contact has ended')
      if (chat.streams.length === 0)
        throw refusal('InvalidRequestException', 'Message streaming is not started')
      if (current(chat).agent)
        throw refusal('InvalidRequestException', 'An agent is in the chat already')
      if (chat.bot)
        throw refusal('InvalidRequestException', 'The chat has had a custom bot already')
      const bot = participant('CUSTOM_BOT', DisplayName)
      chat.bot = bot
      const issuedAt = core.clock.now()
      const ParticipantToken = `participant.${randomUUID()}`
      core.tokens.set(ParticipantToken, {
        is: 'participant',
        chat,
        participant: bot,
        issuedAt,
        used: false,
      })
      const Expiry = new Date(issuedAt + TOKEN_LIFE_MS).toISOString()
      return { ParticipantCredentials: { ParticipantToken, Expiry }, ParticipantId: bot.id }
    },
  }
}
