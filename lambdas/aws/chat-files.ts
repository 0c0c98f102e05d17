// Attaches files to a bridged chat as the customer, with the customer's connection token. This code
// is a separate module because only the functions that put customers' messages into the chat need
// it.
import {
  CompleteAttachmentUploadCommand,
  ConflictException,
  type ConnectParticipantClient,
  StartAttachmentUploadCommand,
} from '@aws-sdk/client-connectparticipant'
import type { Chat } from '#model/conversation'
import type { ChatFiles, Files } from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { unlessDenied } from './chat.ts'
import type { WrappedClient } from './client.ts'
import { answerUnlessRefused, calling } from './failure.ts'

export function chatFiles(
  client: WrappedClient<ConnectParticipantClient>,
  files: Pick<Files, 'stream'>,
): ChatFiles {
  return {
    async attach(session, { asciiName, ...file }, clientToken) {
      const attached = await attachAs(session, file, clientToken)
      if (attached !== 'name_refused') return attached
      // A request with another file name is a different request, so it needs another client token.
      const again = await attachAs(session, { ...file, name: asciiName }, `${clientToken}-ascii`)
      if (again !== 'name_refused') return again
      const cause = new Error('the upload requires a header that cannot be sent')
      throw new UpstreamFailure('StartAttachmentUpload', { certain: true, retryable: false, cause })
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
    // The file is streamed, because it may have 100 MB and the function has less memory. Node's
    // fetch requires `duplex` for a stream.
    const upload: RequestInit & { duplex: 'half' } = {
      method: 'PUT',
      headers,
      body: await files.stream(key),
      duplex: 'half',
      // Redirects are refused, because a stream cannot be sent twice and fetch would have to hold
      // the whole file in memory to follow a redirect.
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
      // A conflict is not a failure: an earlier call has already completed the upload.
      answerUnlessRefused(
        client.call('CompleteAttachmentUpload', complete),
        ConflictException,
      ).then(() => true),
    )
    return completed ? 'attached' : 'denied'
  }
}

type NamedFile = Omit<Parameters<ChatFiles['attach']>[1], 'asciiName'>

/**
 * Returns the headers of an upload, or undefined if a header cannot be sent unchanged. Connect's
 * headers include Content-Length in title case. The headers are set one by one, because the names
 * are case-insensitive and a second Content-Length would make the request invalid. A header can
 * contain only Latin-1 characters. For characters outside ASCII, it is unknown which bytes AWS has
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

/**
 * Returns the failure of an upload. S3 answers with a 4xx status if it will never accept the
 * upload.
 */
function uploadFailure(status: number): UpstreamFailure {
  const retryable = status >= 500 || status === 408 || status === 429
  const cause = new Error(`the attachment's upload answered ${status}`)
  return new UpstreamFailure('StartAttachmentUpload', { certain: true, retryable, cause })
}
