import {
  DeleteWhatsAppMessageMediaCommand,
  GetWhatsAppMessageMediaCommand,
  PostWhatsAppMessageMediaCommand,
  type PostWhatsAppMessageMediaCommandInput,
} from '@aws-sdk/client-socialmessaging'
import { expect, it } from 'vitest'
import { jpeg, pdf } from '../whatsapp/fixtures.ts'
import { ana, aSocialMessaging, business, repairsNumber, travelNumber } from './fixtures.ts'

type Aws = Awaited<ReturnType<typeof aSocialMessaging>>

const url = (key: string, signature = 'valid') =>
  `https://media-example.s3.us-east-1.amazonaws.com/${key}?X-Amz-Signature=${signature}`
const file = (key: string) => ({ bucketName: 'media-example', key })

const withFiles = async () => {
  const aws = await aSocialMessaging()
  await aws.api.writeObject('media-example', 'a.pdf', pdf, 'application/pdf')
  await aws.api.writeObject('media-example', 'a.zip', pdf, 'application/zip')
  await aws.api.writeObject('media-example', 'empty.pdf', Buffer.alloc(0), 'application/pdf')
  await aws.api.writeObject(
    'media-example',
    'large.jpg',
    Buffer.alloc(5 * 1024 * 1024 + 1),
    'image/jpeg',
  )
  return aws
}

const post = (
  aws: Aws,
  source: Omit<PostWhatsAppMessageMediaCommandInput, 'originationPhoneNumberId'>,
) =>
  aws.client.send(
    new PostWhatsAppMessageMediaCommand({ originationPhoneNumberId: travelNumber, ...source }),
  )

const metadata = (aws: Aws, mediaId: string, from = travelNumber) =>
  aws.client.send(
    new GetWhatsAppMessageMediaCommand({
      originationPhoneNumberId: from,
      mediaId,
      metadataOnly: true,
    }),
  )

it.each([
  ['an object', { sourceS3File: file('a.pdf') }],
  [
    'a presigned URL',
    { sourceS3PresignedUrl: { url: url('a.pdf'), headers: { 'Content-Type': 'application/pdf' } } },
  ],
])('uploads from %s', async (_, source) => {
  await using aws = await withFiles()

  const { mediaId } = await post(aws, source)

  expect(mediaId).toMatch(/^\d+$/)
  expect(await metadata(aws, mediaId!)).toMatchObject({
    mimeType: 'application/pdf',
    // The service reports the size in whole kilobytes.
    fileSize: 1,
  })
})

const type = { headers: { 'Content-Type': 'application/pdf' } }

it.each([
  [
    'both an S3 file and a presigned URL',
    { sourceS3File: file('a.pdf'), sourceS3PresignedUrl: { url: url('a.pdf'), ...type } },
    'InvalidParametersException',
  ],
  ['neither an S3 file nor a presigned URL', {}, 'InvalidParametersException'],
  [
    'a URL without Content-Type',
    { sourceS3PresignedUrl: { url: url('a.pdf'), headers: {} } },
    'InvalidParametersException',
  ],
  [
    'a URL that S3 refuses',
    { sourceS3PresignedUrl: { url: url('a.pdf', 'expired'), ...type } },
    'InvalidParametersException',
  ],
  [
    'a URL that is not of S3',
    { sourceS3PresignedUrl: { url: 'https://media.example.com/a.pdf', ...type } },
    'ValidationException',
  ],
  [
    'a URL of 2001 characters',
    { sourceS3PresignedUrl: { url: url('a.pdf', 'x'.repeat(2001)).slice(0, 2001), ...type } },
    'ValidationException',
  ],
  ['an object that is not there', { sourceS3File: file('b.pdf') }, 'ResourceNotFoundException'],
  ['a type WhatsApp does not take', { sourceS3File: file('a.zip') }, 'InvalidParametersException'],
  ['an empty file', { sourceS3File: file('empty.pdf') }, 'InvalidParametersException'],
  ['an image over 5 MB', { sourceS3File: file('large.jpg') }, 'InvalidParametersException'],
])('refuses to upload a file with %s', async (_, source, name) => {
  await using aws = await withFiles()

  await expect(post(aws, source)).rejects.toMatchObject({ name })
})

it("writes a customer's file under the requested key, the media id and an extension", async () => {
  await using aws = await aSocialMessaging()
  aws.whatsapp.customerSends(ana, business, {
    type: 'image',
    image: {},
    data: jpeg.toString('base64'),
  })
  const mediaId = aws.whatsapp.screen(ana).messages[0]!.media!.id!

  const got = await aws.client.send(
    new GetWhatsAppMessageMediaCommand({
      originationPhoneNumberId: travelNumber,
      mediaId,
      destinationS3File: file('inbound/'),
    }),
  )

  expect(got).toMatchObject({ mimeType: 'image/jpeg', fileSize: 1 })
  expect(aws.objects.get(`media-example/inbound/${mediaId}.jpeg`)).toEqual({
    body: jpeg,
    contentType: 'image/jpeg',
  })
})

it('writes a customer’s file to a presigned URL', async () => {
  await using aws = await withFiles()
  const { mediaId } = await post(aws, { sourceS3File: file('a.pdf') })
  const destinationS3PresignedUrl = { url: url('copy.pdf'), headers: {} }

  await aws.client.send(
    new GetWhatsAppMessageMediaCommand({
      originationPhoneNumberId: travelNumber,
      mediaId,
      destinationS3PresignedUrl,
    }),
  )

  expect(aws.objects.get('media-example/copy.pdf')?.body).toEqual(pdf)
})

it('requires exactly one destination for a file', async () => {
  await using aws = await withFiles()
  const { mediaId } = await post(aws, { sourceS3File: file('a.pdf') })
  const get = (more: object) =>
    aws.client.send(
      new GetWhatsAppMessageMediaCommand({
        originationPhoneNumberId: travelNumber,
        mediaId,
        ...more,
      }),
    )

  await expect(get({})).rejects.toMatchObject({ name: 'InvalidParametersException' })
  await expect(get({ metadataOnly: true, destinationS3File: file('x/') })).rejects.toMatchObject({
    name: 'InvalidParametersException',
  })
})

it('finds uploaded media only by the number that uploaded them, and only until they are deleted', async () => {
  await using aws = await withFiles()
  const { mediaId } = await post(aws, { sourceS3File: file('a.pdf') })

  await expect(metadata(aws, mediaId!, repairsNumber)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
  const deleted = await aws.client.send(
    new DeleteWhatsAppMessageMediaCommand({ originationPhoneNumberId: travelNumber, mediaId }),
  )

  expect(deleted.success).toBe(true)
  await expect(metadata(aws, mediaId!)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
