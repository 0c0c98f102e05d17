// Probes files: the test phone sends a file, and the test agent attaches a file in the chat.
import { GetAttachmentCommand } from '@aws-sdk/client-connectparticipant'
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import {
  DeleteWhatsAppMessageMediaCommand,
  GetWhatsAppMessageMediaCommand,
  PostWhatsAppMessageMediaCommand,
} from '@aws-sdk/client-socialmessaging'
import { mediaBucket } from '#deployment/resources'
import { parsedInstance } from '../../config/config.ts'
import { attachmentBucket } from '../../stack/settings-of-config.ts'
import {
  type Observation,
  observed,
  SKIPPED,
  type TestNumber,
  unobserved,
  type Verification,
} from '../probe.ts'
import type { Recorded } from '../recorder.ts'
import { isAcceptedBy } from '../sending.ts'
import { type BridgedChat, type BridgedProbe, messageIn } from './bridged-chat.ts'

/** The prefix of the objects that `verify` creates in the media bucket. */
const PREFIX = 'verify/'
const SCANNED_MS = 90_000
const SLOW_SCAN_MS = 30_000
// https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_S3PresignedUrl.html
const LONGEST_URL = 2000
const LINK_SECONDS = 300

export const receivedFile: BridgedProbe = {
  title: 'A photo that a customer sends',
  guesses: ['photoInChat', 'hashForm', 'receivedFileSize', 'receivedFileName'],
  async run({ number }, verification) {
    const { person, recorder } = verification
    if (!(await person.does(`From the test phone, send a photo to ${number.number}.`)))
      return unobserved(this.guesses, SKIPPED)
    const found = await recorder.until((recorded) =>
      messageIn(recorded, ({ type }) => type === 'image'),
    )
    if (!found) return unobserved(this.guesses, 'no webhook with a photo came within a minute')
    const { id, sha256 } = found.message.image
    const inChat = await recorder.until(
      (recorded) => itemsOfFile(recorded, 'CUSTOMER').find((each) => statusOf(each) === 'APPROVED'),
      SCANNED_MS,
    )
    return [
      inChat
        ? observed('photoInChat', 'yes', 'the chat stream has an approved file of the customer')
        : observed('photoInChat', 'no', 'the chat stream had no approved file within 90 seconds'),
      /^[0-9a-f]{64}$/i.test(sha256)
        ? observed('hashForm', 'hex', 'sha256 has 64 hexadecimal digits')
        : observed('hashForm', 'base64', 'sha256 is not 64 hexadecimal digits'),
      ...(await fetchedObservations(number, id, verification)),
    ]
  },
}

/**
 * Makes AWS write the file into the media bucket, compares the object with AWS's response, and
 * deletes the object.
 */
async function fetchedObservations(
  { id: originationPhoneNumberId }: TestNumber,
  mediaId: string,
  { aws, config }: Verification,
): Promise<Observation[]> {
  const Bucket = mediaBucket(parsedInstance(config.instance))
  const media = { originationPhoneNumberId, mediaId }
  const destinationS3File = { bucketName: Bucket, key: PREFIX }
  const { mimeType = '', fileSize } = await aws.socialMessaging.send(
    new GetWhatsAppMessageMediaCommand({ ...media, metadataOnly: true }),
  )
  await aws.socialMessaging.send(
    new GetWhatsAppMessageMediaCommand({ ...media, destinationS3File }),
  )
  const { Contents = [] } = await aws.s3.send(new ListObjectsV2Command({ Bucket, Prefix: PREFIX }))
  for (const { Key } of Contents) await aws.s3.send(new DeleteObjectCommand({ Bucket, Key }))
  const [object] = Contents
  if (!object) return unobserved(['receivedFileName', 'receivedFileSize'], 'AWS wrote no object')
  return [nameObservation(object.Key!, mimeType), sizeObservation(object.Size!, fileSize)]
}

function nameObservation(key: string, mimeType: string): Observation {
  const ending = /\.(\w+)$/.exec(key)?.[1]
  const evidence = `a file of type ${mimeType} got ${ending ? `the ending .${ending}` : 'no ending'}`
  if (!ending) return observed('receivedFileName', 'none', evidence)
  return ending === mimeType.split('/')[1]
    ? observed('receivedFileName', 'mime-subtype', evidence)
    : observed('receivedFileName', 'usual-extension', evidence)
}

function sizeObservation(bytes: number, fileSize: number | undefined): Observation {
  if (fileSize === bytes)
    return observed('receivedFileSize', 'bytes', 'fileSize is the number of bytes')
  return fileSize !== undefined && Math.abs(fileSize - bytes / 1024) <= 1
    ? observed('receivedFileSize', 'kilobytes', 'fileSize is the number of kilobytes')
    : { guess: 'receivedFileSize', evidence: 'fileSize is neither bytes nor kilobytes' }
}

export const attachedFile: BridgedProbe = {
  title: 'A file that an agent attaches',
  guesses: [
    ...(['streamedAttachments', 'streamedTypeAttribute', 'streamedFile', 'scanTime'] as const),
    ...(['attachmentKey', 'attachmentLink', 'attachmentLinkPosted', 'postedContentType'] as const),
  ],
  async run(state, verification) {
    const { person, recorder } = verification
    const attach =
      'In the CCP, transfer the chat to a colleague who accepts it, and attach a small PDF file to it. Without a colleague, only attach the file.'
    if (!(await person.does(attach))) return unobserved(this.guesses, SKIPPED)
    const approved = await recorder.until(
      (recorded) => itemsOfFile(recorded, 'AGENT').find((each) => statusOf(each) === 'APPROVED'),
      SCANNED_MS,
    )
    const items = itemsOfFile(await recorder.after(0), 'AGENT')
    if (!approved || !items[0])
      return unobserved(this.guesses, 'the chat stream had no approved file within 90 seconds')
    const { AttachmentId } = approved.body.Attachments[0]
    return [
      ...itemObservations(items, approved),
      await keyObservation(AttachmentId, approved, verification),
      ...(await linkObservations(state, AttachmentId, verification)),
    ]
  },
}

const itemsOfFile = (recorded: readonly Recorded[], role: 'AGENT' | 'CUSTOMER'): Recorded[] =>
  recorded.filter(
    ({ body }) => body.Attachments?.length > 0 && `${body.ParticipantRole}`.toUpperCase() === role,
  )

const statusOf = ({ body }: Recorded): string => `${body.Attachments[0].Status}`.toUpperCase()

function itemObservations(items: readonly Recorded[], approved: Recorded): Observation[] {
  const first = items.find((each) => statusOf(each) !== 'APPROVED')
  const { type } = approved
  const typed =
    type === 'ATTACHMENT' || type === 'EVENT'
      ? observed(
          'streamedTypeAttribute',
          type,
          `the attribute of the streamed file has the Type ${type}`,
        )
      : observed('streamedTypeAttribute', 'none', 'the attribute of the streamed file has no Type')
  const { AttachmentName, ContentType } = approved.body.Attachments[0]
  const described =
    AttachmentName && ContentType
      ? observed('streamedFile', 'all-of-the-transcript', 'the item has the file’s name and type')
      : observed('streamedFile', 'id-and-state-only', 'the item lacks the file’s name or type')
  if (!first)
    return [
      typed,
      described,
      ...unobserved(['streamedAttachments', 'scanTime'], 'the file was streamed only once'),
    ]
  const ms = approved.at.getTime() - first.at.getTime()
  return [
    typed,
    described,
    first.body.Id === approved.body.Id
      ? observed('streamedAttachments', 'same-id', 'both items of the file have the same id')
      : observed('streamedAttachments', 'new-id', 'the items of the file have different ids'),
    observed(
      'scanTime',
      ms > SLOW_SCAN_MS ? 'a-minute' : 'seconds',
      `the scan took ${Math.round(ms / 1000)} seconds`,
    ),
  ]
}

/**
 * Looks for the object of the file in the instance's attachment storage, among the attachments of
 * the same day.
 */
async function keyObservation(
  attachmentId: string,
  approved: Recorded,
  { aws, config }: Verification,
): Promise<Observation> {
  const storage = await attachmentBucket(config.instance, aws.connect)
  if (!storage) return { guess: 'attachmentKey', evidence: 'the instance stores no attachments' }
  const day = String(approved.body.AbsoluteTime).slice(0, 10).replaceAll('-', '/')
  const folder = `${storage.prefix}/chat/${day}/`
  const isThere = async (name: string) => {
    const { KeyCount = 0 } = await aws.s3.send(
      new ListObjectsV2Command({ Bucket: storage.bucket, Prefix: `${folder}${name}`, MaxKeys: 1 }),
    )
    return KeyCount > 0
  }
  const { ContactId, InitialContactId } = approved.body
  if (ContactId === InitialContactId && (await isThere(`${ContactId}_${attachmentId}`)))
    return {
      guess: 'attachmentKey',
      evidence:
        'the object is named after the contact, but the chat has only one contact, because it was not transferred',
    }
  if (await isThere(`${ContactId}_${attachmentId}`))
    return observed('attachmentKey', 'contact-and-attachment', 'an object with this name exists')
  if (await isThere(`${InitialContactId}_${attachmentId}`))
    return observed(
      'attachmentKey',
      'first-contact-and-attachment',
      'an object with this name exists',
    )
  if (await isThere(attachmentId))
    return observed('attachmentKey', 'attachment', 'an object with this name exists')
  return (await isThere(''))
    ? observed(
        'attachmentKey',
        'another-id',
        'the folder of that day has objects, but none with an expected name',
      )
    : { guess: 'attachmentKey', evidence: 'the folder of that day has no objects' }
}

/**
 * Makes WhatsApp download the file from the link that Connect returns, then deletes the file at
 * WhatsApp.
 */
async function linkObservations(
  { number, chat }: BridgedChat,
  AttachmentId: string,
  { aws }: Verification,
): Promise<Observation[]> {
  const { Url: url = '' } = await aws.participant.send(
    new GetAttachmentCommand({
      ConnectionToken: chat.connectionToken!,
      AttachmentId,
      UrlExpiryInSeconds: LINK_SECONDS,
    }),
  )
  const post = async (headers: Record<string, string>) => {
    const originationPhoneNumberId = number.id
    const { mediaId } = await aws.socialMessaging.send(
      new PostWhatsAppMessageMediaCommand({
        originationPhoneNumberId,
        sourceS3PresignedUrl: { url, headers },
      }),
    )
    await aws.socialMessaging.send(
      new DeleteWhatsAppMessageMediaCommand({ originationPhoneNumberId, mediaId: mediaId! }),
    )
  }
  const length = `the link has ${url.length} characters`
  if (url.length > LONGEST_URL)
    return [
      observed('attachmentLink', 'too-long', length),
      ...unobserved(['attachmentLinkPosted', 'postedContentType'], length),
    ]
  const isTyped = await isAcceptedBy(() => post({ 'Content-Type': 'application/pdf' }))
  const short = observed('attachmentLink', 'short', length)
  if (!isTyped)
    return [
      short,
      observed('attachmentLinkPosted', 'refused', 'PostWhatsAppMessageMedia refused the link'),
      ...unobserved(['postedContentType'], 'the link was refused with the header, too'),
    ]
  return [
    short,
    observed('attachmentLinkPosted', 'accepted', 'PostWhatsAppMessageMedia accepted the link'),
    (await isAcceptedBy(() => post({})))
      ? observed('postedContentType', 'no', 'the link was accepted without the header')
      : observed('postedContentType', 'yes', 'the link was refused without the header'),
  ]
}
