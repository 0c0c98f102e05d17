// Adds files to chats. A participant announces a file and uploads it to the instance's bucket.
// Connect scans the file, and then approves or rejects it.
import { randomUUID } from 'node:crypto'
import { AwsError } from '../service.ts'
import type { Core } from './core.ts'
import { refusal } from './errors.ts'
import { attach, scanned } from './items.ts'
import { ending, type File, MAX_ATTACHMENTS } from './media-rules.ts'
import { deliverAttachment } from './native-delivery.ts'
import { type Attachment, type Chat, isOver, type Participant } from './records.ts'

/**
 * Registers a participant's file for upload, and chooses its location in the bucket. The caller
 * must have checked the file's type and size.
 */
export function announce(
  core: Core,
  chat: Chat,
  by: Participant,
  { name, contentType, size }: File,
): Attachment {
  if (chat.attachments >= MAX_ATTACHMENTS) {
    throw refusal('ServiceQuotaExceededException', `A chat takes ${MAX_ATTACHMENTS} attachments`)
  }
  chat.attachments += 1
  const { attachmentsBucket: bucket, attachmentsPrefix: prefix } = core.world.instance
  const id = randomUUID()
  const minute = new Date(core.clock.now()).toISOString().slice(0, 16)
  const [day] = minute.split('T')
  // https://docs.aws.amazon.com/connect/latest/adminguide/setup-attachment-scanning.html
  const file = {
    'contact-and-attachment': `${chat.contacts.at(-1)!.id}_${id}`,
    'first-contact-and-attachment': `${chat.id}_${id}`,
    attachment: id,
    'another-id': randomUUID(),
  }[core.guesses.attachmentKey]
  const key = `${prefix}/${day!.replaceAll('-', '/')}/${file}_${minute.replaceAll('-', '')}_UTC.${ending(name)}`
  const attachment: Attachment = {
    id,
    chat,
    by,
    name,
    contentType,
    size,
    bucket,
    key,
    status: 'UPLOADING',
  }
  core.attachments.set(id, attachment)
  return attachment
}

/**
 * Adds the uploaded file to the chat and starts the scan. Throws if the bucket does not contain the
 * file, or if its size differs from the size that was announced.
 */
export async function complete(core: Core, attachment: Attachment): Promise<string> {
  const { id, chat, by, name, contentType, bucket, key, size } = attachment
  const body = await uploaded(core, bucket, key)
  if (body?.length !== size) {
    const problem = body ? `has ${body.length} bytes, not the announced ${size}` : 'is not uploaded'
    throw refusal('ValidationException', `The attachment ${id} ${problem}`)
  }
  if (attachment.status !== 'UPLOADING')
    throw refusal('ConflictException', `The attachment ${id} is already being uploaded`)
  attachment.status = 'IN_PROGRESS'
  const item = attach(core, chat, by, {
    AttachmentId: id,
    AttachmentName: name,
    ContentType: contentType,
    Status: 'IN_PROGRESS',
  })
  core.clock.after(scanMs(core), () => {
    if (isOver(chat)) return
    const status = core.settings.approves({ name, contentType, body }) ? 'APPROVED' : 'REJECTED'
    attachment.status = status
    const approved = scanned(core, chat, item.Id, status)
    if (status === 'APPROVED' && by.role === 'AGENT') {
      core.background(
        'attachment to WhatsApp',
        chat.id,
        Promise.resolve().then(() => deliverAttachment(core, attachment, body, approved)),
      )
    }
  })
  return item.Id
}

/** https://docs.aws.amazon.com/connect/latest/adminguide/feature-limits.html */
const LONGEST_SCAN_MS = 60_000
const scanMs = ({ settings, guesses }: Core) =>
  guesses.scanTime === 'a-minute' ? LONGEST_SCAN_MS : settings.scanMs

async function uploaded({ api }: Core, bucket: string, key: string): Promise<Buffer | undefined> {
  try {
    return (await api.readObject(bucket, key)).body
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchKey') return undefined
    throw error
  }
}
