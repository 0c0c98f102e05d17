// Acts as the customer in a bridged chat, through Connect's participant service and with the
// customer's connection token.
import {
  AccessDeniedException,
  type ConnectParticipantClient,
  CreateParticipantConnectionCommand,
  GetAttachmentCommand,
  GetTranscriptCommand,
  SendMessageCommand,
} from '@aws-sdk/client-connectparticipant'
import type { ChatSession } from '#model/ports'
import { pages, type WrappedClient } from './client.ts'
import { answerUnlessRefused } from './failure.ts'

/**
 * The maximum time, in seconds, for which Connect lets a link to a file be valid.
 * https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_GetAttachment.html
 */
const LINK_SECONDS = 300
/** https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_GetTranscript.html */
const LARGEST_PAGE = 100

export function chatSession(client: WrappedClient<ConnectParticipantClient>): ChatSession {
  return {
    async say({ connectionToken }, text, clientToken) {
      const sent = await unlessDenied(
        client.call(
          'SendMessage',
          new SendMessageCommand({
            ConnectionToken: connectionToken!,
            ContentType: 'text/plain',
            Content: text,
            ClientToken: clientToken,
          }),
        ),
      )
      return sent ? 'sent' : 'denied'
    },

    async attachmentUrl({ connectionToken }, attachmentId) {
      if (!connectionToken) return undefined
      const answer = await unlessDenied(
        client.call(
          'GetAttachment',
          new GetAttachmentCommand({
            ConnectionToken: connectionToken,
            AttachmentId: attachmentId,
            UrlExpiryInSeconds: LINK_SECONDS,
          }),
        ),
      )
      return answer?.Url ? { url: answer.Url } : undefined
    },

    async transcript({ connectionToken }) {
      const read = (NextToken?: string) =>
        client.call(
          'GetTranscript',
          new GetTranscriptCommand({
            ConnectionToken: connectionToken!,
            // AWS documents only the direction BACKWARD for a request without a start position.
            ScanDirection: 'BACKWARD',
            SortOrder: 'ASCENDING',
            MaxResults: LARGEST_PAGE,
            NextToken,
          }),
        )
      const readAll = async () => {
        let items: object[] = []
        const found = pages(read, (page) => page.NextToken)
        // Streamed items contain the initial contact id, but the items that GetTranscript returns
        // do not.
        for await (const { InitialContactId, Transcript = [] } of found)
          items = [...Transcript.map((item) => ({ ...item, InitialContactId })), ...items]
        return items
      }
      return unlessDenied(readAll())
    },

    async connect(participantToken) {
      const connected = await unlessDenied(
        client.call(
          'CreateParticipantConnection',
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

/**
 * Returns the answer of a call, or undefined if Connect denies access. A denial is not a failure:
 * Connect denies access when the token belongs to an ended chat, for example.
 */
export const unlessDenied = <Answer>(call: Promise<Answer>): Promise<Answer | undefined> =>
  answerUnlessRefused(call, AccessDeniedException)
