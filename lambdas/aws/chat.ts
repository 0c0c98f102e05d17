// A bridged chat as its customer: Connect's participant service, with the customer's connection token.
import {
  AccessDeniedException,
  CompleteAttachmentUploadCommand,
  ConnectParticipantClient,
  CreateParticipantConnectionCommand,
  GetAttachmentCommand,
  SendMessageCommand,
  StartAttachmentUploadCommand,
} from '@aws-sdk/client-connectparticipant'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { ChatSession, Files } from '../model/ports.ts'
import { failureOf } from './failure.ts'

const client = new ConnectParticipantClient()

/** The longest Connect allows. https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_GetAttachment.html */
const LINK_SECONDS = 300

export function chatSession(files: Pick<Files, 'stream'>): ChatSession {
  return {
    async say({ connectionToken }, text, clientToken) {
      const said = await unlessOver(
        'SendMessage',
        client.send(
          new SendMessageCommand({
            ConnectionToken: connectionToken!,
            ContentType: 'text/plain',
            Content: text,
            ClientToken: clientToken,
          }),
        ),
      )
      return said ? 'said' : 'ended'
    },

    async attach({ connectionToken }, { key, name, mimeType, size }, clientToken) {
      const started = await unlessOver(
        'StartAttachmentUpload',
        client.send(
          new StartAttachmentUploadCommand({
            ConnectionToken: connectionToken!,
            AttachmentName: name,
            ContentType: mimeType,
            AttachmentSizeInBytes: size,
            ClientToken: clientToken,
          }),
        ),
      )
      if (!started) return 'ended'
      const { AttachmentId, UploadMetadata } = started
      // Streamed: a customer's file may have 100 MB, a function's memory does not grow with it. Node's fetch asks for `duplex` then.
      const upload: RequestInit & { duplex: 'half' } = {
        method: 'PUT',
        headers: { ...UploadMetadata!.HeadersToInclude, 'content-length': String(size) },
        body: await files.stream(key),
        duplex: 'half',
        // A stream cannot be sent twice; where it might have to be, fetch keeps a copy of all of it.
        redirect: 'error',
      }
      const response = await fetch(UploadMetadata!.Url!, upload)
      if (!response.ok) {
        const cause = new Error(`the attachment's upload answered ${response.status}`)
        throw new UpstreamFailure('StartAttachmentUpload', {
          certain: true,
          retryable: true,
          cause,
        })
      }
      const completed = await unlessOver(
        'CompleteAttachmentUpload',
        client.send(
          new CompleteAttachmentUploadCommand({
            ConnectionToken: connectionToken!,
            AttachmentIds: [AttachmentId!],
            ClientToken: clientToken,
          }),
        ),
      )
      return completed ? 'attached' : 'ended'
    },

    async attachmentUrl({ connectionToken }, attachmentId) {
      if (!connectionToken) return undefined
      const answer = await unlessOver(
        'GetAttachment',
        client.send(
          new GetAttachmentCommand({
            ConnectionToken: connectionToken,
            AttachmentId: attachmentId,
            UrlExpiryInSeconds: LINK_SECONDS,
          }),
        ),
      )
      return answer?.Url ? { url: answer.Url } : undefined
    },

    async connect(participantToken) {
      const connected = await unlessOver(
        'CreateParticipantConnection',
        client.send(
          new CreateParticipantConnectionCommand({
            ParticipantToken: participantToken,
            Type: ['CONNECTION_CREDENTIALS'],
            ConnectParticipant: true,
          }),
        ),
      )
      const credentials = connected?.ConnectionCredentials
      return (
        credentials && {
          connectionToken: credentials.ConnectionToken!,
          connectionExpiresAt: credentials.Expiry!,
        }
      )
    },
  }
}

/** Connect refuses a token once its chat is over: an answer, not a failure. */
async function unlessOver<Answer>(
  operation: string,
  call: Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await call
  } catch (error) {
    if (error instanceof AccessDeniedException) return undefined
    throw failureOf(operation, error)
  }
}
