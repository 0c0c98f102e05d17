// Emulates Connect's participant service: what a participant may do in a chat.
import * as participantSdk from '@aws-sdk/client-connectparticipant'
import type { Core } from '../connect/core.ts'
import { perInstance } from '../connect/instances.ts'
import { throttled } from '../connect/throttles.ts'
import type { Service } from '../service.ts'
import { attachmentOperations } from './attachments.ts'
import { connectionOperations } from './connection.ts'
import { messageOperations } from './messages.ts'
import { transcriptOperations } from './transcript.ts'

/**
 * The requests need no signature, because they contain a participant's token. `signingName` is the
 * name that the SDK uses if it signs them.
 */
export const participantService = (instances: readonly [Core, ...Core[]]): Service => ({
  signingName: 'execute-api',
  sdk: participantSdk,
  operations: perInstance(instances, byToken, (core) =>
    throttled(core, 'participant', {
      ...connectionOperations(core),
      ...messageOperations(core),
      ...transcriptOperations(core),
      ...attachmentOperations(core),
    }),
  ),
})

const byToken = ({ tokens }: Core, { ConnectionToken, ParticipantToken }: any) =>
  tokens.has(ConnectionToken ?? ParticipantToken)
