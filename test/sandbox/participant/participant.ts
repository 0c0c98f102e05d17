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

/** The requests are not signed. `signingName` is the name with which the SDK would sign them. */
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
