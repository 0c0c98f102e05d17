import { endChat, join } from '../connect/chat.ts'
import type { Core } from '../connect/core.ts'
import { refusal } from '../connect/errors.ts'
import { AwsError, type Operation } from '../service.ts'
import { connection, holderOf, speaker } from './tokens.ts'

export function connectionOperations(core: Core): Record<string, Operation> {
  return {
    CreateParticipantConnection({ ParticipantToken, Type = [], ConnectParticipant = false }) {
      const token = holderOf(core, ParticipantToken)
      if (Type.length === 0 && !ConnectParticipant)
        throw refusal('ValidationException', 'Type is missing')
      const unserved = Type.find((type: string) => type !== 'CONNECTION_CREDENTIALS')
      if (unserved)
        throw new AwsError(
          'UnknownOperationException',
          `the sandbox serves no ${unserved} connection to a chat`,
          501,
        )
      token.used = true
      // An agent joins the chat by accepting the contact, so this call lets only other participants
      // join.
      if (ConnectParticipant && !token.contact) join(core, token.chat, token.participant)
      return Type.length > 0 ? { ConnectionCredentials: connection(core, token) } : {}
    },

    DisconnectParticipant({ ConnectionToken }) {
      const { chat, participant } = speaker(core, ConnectionToken)
      endChat(
        core,
        chat,
        participant.role === 'AGENT' ? 'AGENT_DISCONNECT' : 'CUSTOMER_DISCONNECT',
        participant,
      )
      return {}
    },
  }
}
