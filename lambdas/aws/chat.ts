// Takes part in a bridged chat as the customer, through Connect's participant service and with the
// customer's connection token.
import {
  AccessDeniedException,
  CompleteAttachmentUploadCommand,
  ConflictException,
  type ConnectParticipantClient,
  CreateParticipantConnectionCommand,
  GetAttachmentCommand,
  GetTranscriptCommand,
  SendMessageCommand,
  StartAttachmentUploadCommand,
} from '@aws-sdk/client-connectparticipant'
import type { Chat } from '#model/conversation'
import type { ChatSession, Files } from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { pages, type WrappedClient } from './client.ts'
import { answerUnlessRefused, calling } from './failure.ts'

/**
 * The longest time for which Connect creates a link to a file.
 * https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_GetAttachment.html
 */
const LINK_SECONDS = 300
/** https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_GetTranscript.html */
const LARGEST_PAGE = 100

export function chatSession(
  client: WrappedClient<ConnectParticipantClient>,
  files: Pick<Files, 'stream'>,
): ChatSession {
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

    async attach(session, { asciiName, ...file }, clientToken) {
      const attached = await attachAs(session, file, clientToken)
      if (attached !== 'name_refused') return attached
      // A different file name makes this a different request, so it needs its own client token.
      const again = await attachAs(session, { ...file, name: asciiName }, `${clientToken}-ascii`)
      if (again !== 'name_refused') return again
      const cause = new Error('the upload requires a header that cannot be sent')
      throw new UpstreamFailure('StartAttachmentUpload', { certain: true, retryable: false, cause })
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
            // Without a start position, AWS documents this direction only.
            ScanDirection: 'BACKWARD',
            SortOrder: 'ASCENDING',
            MaxResults: LARGEST_PAGE,
            NextToken,
          }),
        )
      const readAll = async () => {
        let items: object[] = []
        const found = pages(read, (page) => page.NextToken)
        // Streamed items contain the initial contact id, but items of the transcript do not.
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

  async function attachAs(
    { connectionToken }: Chat,
    { key, name, mimeType, size }: NamedFile,
    clientToken: string,
  ): Promise<'attached' | 'denied' | 'name_refused'> {
    const started = await unlessDenied(
      client.call(
        'StartAttachmentUpload',
        new StartAttachmentUploadCommand({
          ConnectionToken: connectionToken!,
          AttachmentName: name,
          ContentType: mimeType,
          AttachmentSizeInBytes: size,
          ClientToken: clientToken,
        }),
      ),
    )
    if (!started) return 'denied'
    const { AttachmentId, UploadMetadata } = started
    const headers = headersOf(UploadMetadata?.HeadersToInclude ?? {}, size)
    if (!headers) return 'name_refused'
    // The file is streamed, because it may be 100 MB large and the function has less memory than
    // that. Node's fetch requires `duplex` for a stream.
    const upload: RequestInit & { duplex: 'half' } = {
      method: 'PUT',
      headers,
      body: await files.stream(key),
      duplex: 'half',
      // A stream cannot be sent twice. If redirects were followed, fetch would have to buffer the
      // whole file.
      redirect: 'error',
    }
    const response = await calling('StartAttachmentUpload', fetch(UploadMetadata!.Url!, upload))
    if (!response.ok) throw uploadFailure(response.status)
    const complete = new CompleteAttachmentUploadCommand({
      ConnectionToken: connectionToken!,
      AttachmentIds: [AttachmentId!],
      ClientToken: clientToken,
    })
    const completed = await unlessDenied(
      // A conflict means that an earlier call has completed the upload.
      answerUnlessRefused(
        client.call('CompleteAttachmentUpload', complete),
        ConflictException,
      ).then(() => true),
    )
    return completed ? 'attached' : 'denied'
  }
}

type NamedFile = Omit<Parameters<ChatSession['attach']>[1], 'asciiName'>

/**
 * Returns the headers of an upload, or undefined if one of them cannot be sent as it is. Connect
 * names them in title case, among them Content-Length, and header names are case-insensitive, so
 * they are set one by one: a second Content-Length would make the request invalid. A header can
 * contain only Latin-1 characters, and for those outside ASCII it is not known which bytes AWS has
 * signed.
 */
function headersOf(toInclude: Readonly<Record<string, string>>, size: number): Headers | undefined {
  const headers = new Headers()
  for (const [name, value] of Object.entries(toInclude)) {
    if (!/^[\t\x20-\x7e]*$/.test(value)) return undefined
    headers.set(name, value)
  }
  headers.set('Content-Length', String(size))
  return headers
}

/** S3 answers 4xx to an upload that it will never accept. */
function uploadFailure(status: number): UpstreamFailure {
  const retryable = status >= 500 || status === 408 || status === 429
  const cause = new Error(`the attachment's upload answered ${status}`)
  return new UpstreamFailure('StartAttachmentUpload', { certain: true, retryable, cause })
}

/**
 * Connect denies access with the token of a chat that has ended, and for other reasons as well. A
 * denial of access is therefore an expected answer, not a failure.
 */
const unlessDenied = <Answer>(call: Promise<Answer>): Promise<Answer | undefined> =>
  answerUnlessRefused(call, AccessDeniedException)
