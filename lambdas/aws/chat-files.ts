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
    // The file is streamed, because a file may have 100 MB, which does not fit into the function's
    // memory. Node's fetch requires `duplex` for a stream.
    const upload: RequestInit & { duplex: 'half' } = {
      method: 'PUT',
      headers,
      body: await files.stream(key),
      duplex: 'half',
      // A stream cannot be read twice, so fetch could follow a redirect only with the whole file in
      // memory.
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
 * Returns the headers of an upload, or undefined if the value of a header is not ASCII. fetch sends
 * only Latin-1 characters in headers, and AWS does not document which bytes it signs for characters
 * outside ASCII. `Headers` ignores the case of names, so `set` replaces the Content-Length that
 * Connect returns. A second Content-Length would make the request invalid.
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
 * Returns the failure of an upload. A retry cannot succeed after a 4xx status of S3, except for 408
 * and 429.
 */
function uploadFailure(status: number): UpstreamFailure {
  const retryable = status >= 500 || status === 408 || status === 429
  const cause = new Error(`the attachment's upload answered ${status}`)
  return new UpstreamFailure('StartAttachmentUpload', { certain: true, retryable, cause })
}
