// Copies files between S3 and WhatsApp.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-media-files-s3.html
import type {
  DeleteWhatsAppMessageMediaInput,
  DeleteWhatsAppMessageMediaOutput,
  GetWhatsAppMessageMediaInput,
  GetWhatsAppMessageMediaOutput,
  PostWhatsAppMessageMediaInput,
  PostWhatsAppMessageMediaOutput,
  S3File,
  S3PresignedUrl,
} from '@aws-sdk/client-socialmessaging'
import type { GuessValues } from '../guesses.ts'
import { AwsError } from '../service.ts'
import { extensionOf, uploadProblem } from '../whatsapp/media-rules.ts'
import { invalid, type LinkedNumber, type State } from './state.ts'

interface File {
  body: Buffer
  contentType: string
}

export function media(state: State) {
  const { api, number, whatsapp, guesses } = state

  function stored({ number: { metaId } }: LinkedNumber, mediaId: string) {
    const found = whatsapp.media.get(metaId, mediaId)
    if (!found)
      throw new AwsError('ResourceNotFoundException', `The media ${mediaId} was not found.`, 404)
    return found
  }

  /**
   * Reads a file from S3. `api.readObject` checks the permissions of the service's caller, with
   * which the service reads.
   */
  const fromFile = ({ bucketName, key }: S3File): Promise<File> =>
    api.readObject(bucketName!, key!).catch(translated)

  async function fromUrl(source: S3PresignedUrl): Promise<File> {
    const { url, headers } = checked(source)
    if (guesses.attachmentLinkPosted === 'refused') invalid('The presigned URL is not supported.')
    const contentType =
      header(headers, 'content-type') ??
      invalid('You must specify the Content-Type header with sourceS3PresignedUrl.')
    const { status, body } = await api.fetch(url, { method: 'GET', headers })
    if (status !== 200) invalid(`The presigned URL answered with status ${status}.`)
    return { body, contentType }
  }

  async function toUrl(
    destination: S3PresignedUrl,
    { body, mimeType }: { body: Buffer; mimeType: string },
  ) {
    const { url, headers } = checked(destination)
    const { status } = await api.fetch(url, {
      method: 'PUT',
      headers: { 'content-type': mimeType, ...headers },
      body,
    })
    if (status >= 300) invalid(`The presigned URL answered with status ${status}.`)
  }

  return {
    async PostWhatsAppMessageMedia(
      input: PostWhatsAppMessageMediaInput,
    ): Promise<PostWhatsAppMessageMediaOutput> {
      const { sourceS3File, sourceS3PresignedUrl } = input
      const { number: from } = number(input.originationPhoneNumberId!)
      if (!sourceS3File === !sourceS3PresignedUrl)
        invalid('Specify exactly one of sourceS3File and sourceS3PresignedUrl.')
      const { body, contentType } = sourceS3File
        ? await fromFile(sourceS3File)
        : await fromUrl(sourceS3PresignedUrl!)
      const problem = uploadProblem(contentType, body.length)
      if (problem) invalid(problem)
      return { mediaId: whatsapp.media.put(from.metaId, body, contentType, 'upload').id }
    },

    async GetWhatsAppMessageMedia(
      input: GetWhatsAppMessageMediaInput,
    ): Promise<GetWhatsAppMessageMediaOutput> {
      const { metadataOnly, destinationS3File, destinationS3PresignedUrl } = input
      const file = stored(number(input.originationPhoneNumberId!), input.mediaId!)
      if (
        [metadataOnly, destinationS3File, destinationS3PresignedUrl].filter(Boolean).length !== 1
      ) {
        invalid(
          'Specify exactly one of metadataOnly, destinationS3File and destinationS3PresignedUrl.',
        )
      }
      if (destinationS3File) {
        const { bucketName, key } = destinationS3File
        await api
          .writeObject(
            bucketName!,
            objectKey(key!, file, guesses.receivedFileName),
            file.body,
            file.mimeType,
          )
          .catch(translated)
      }
      if (destinationS3PresignedUrl) await toUrl(destinationS3PresignedUrl, file)
      const bytes = file.body.length
      const inBytes = guesses.receivedFileSize === 'bytes'
      return { mimeType: file.mimeType, fileSize: inBytes ? bytes : Math.ceil(bytes / 1024) }
    },

    DeleteWhatsAppMessageMedia(
      input: DeleteWhatsAppMessageMediaInput,
    ): DeleteWhatsAppMessageMediaOutput {
      const from = number(input.originationPhoneNumberId!)
      stored(from, input.mediaId!)
      return { success: whatsapp.media.delete(from.number.metaId, input.mediaId!) }
    },
  }
}

/**
 * Returns the key of the object to which a file is saved: the request's key, which is only a
 * prefix, the media id and an extension. For example, `audio/` becomes `audio/123.ogg`.
 * https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_S3File.html
 */
function objectKey(
  prefix: string,
  { id, mimeType }: { id: string; mimeType: string },
  naming: GuessValues['receivedFileName'],
) {
  if (naming === 'none') return `${prefix}${id}`
  const extension = extensionOf(mimeType)
  const usual = naming === 'usual-extension' && extension === 'jpeg'
  return `${prefix}${id}.${usual ? 'jpg' : extension}`
}

const header = (headers: Readonly<Record<string, string>>, name: string) =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]

// https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_S3PresignedUrl.html
const S3_URL = /^https:\/\/(.*)s3(.*)\.amazonaws\.com\/(.*)$/s
const LONGEST_URL = 2000

function checked({ url, headers }: S3PresignedUrl) {
  if (!S3_URL.test(url!) || url!.length > LONGEST_URL) {
    throw new AwsError(
      'ValidationException',
      `The url must be an Amazon S3 URL of at most ${LONGEST_URL} characters.`,
      400,
    )
  }
  return { url: url!, headers: headers! }
}

/** Throws S3's error as an error of this service. */
function translated(error: unknown): never {
  if (!(error instanceof AwsError)) throw error
  if (/^NoSuch|NotFound/.test(error.code))
    throw new AwsError('ResourceNotFoundException', error.message, 404)
  if (error.code === 'AccessDenied') throw new AwsError('AccessDeniedException', error.message, 403)
  throw error
}
