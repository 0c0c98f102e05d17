// The types and sizes of files that a chat accepts.
// https://docs.aws.amazon.com/connect/latest/adminguide/feature-limits.html
// https://docs.aws.amazon.com/connect/latest/adminguide/whatsapp-messaging-capabilities.html

const MB = 1024 * 1024

export const MAX_ATTACHMENTS = 35
export const MAX_ATTACHMENT_BYTES = 20 * MB

const chatTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  heic: 'image/heic',
  jfif: 'image/jpeg',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  mov: 'video/quicktime',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  png: 'image/png',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  rtf: 'application/rtf',
  txt: 'text/plain',
  wav: 'audio/wav',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const office = ['txt', 'pdf', 'ppt', 'pptx', 'doc', 'docx', 'xls', 'xlsx'].map(
  (ending): [string, string] => [ending, chatTypes[ending]!],
)

type Kind = 'image' | 'video' | 'document' | 'audio'

const whatsappTypes: Readonly<
  Record<Kind, { maxBytes: number; types: Readonly<Record<string, string>> }>
> = {
  image: {
    maxBytes: 5 * MB,
    types: { jpeg: 'image/jpeg', jpg: 'image/jpeg', jfif: 'image/jpeg', png: 'image/png' },
  },
  video: { maxBytes: 16 * MB, types: { mp4: 'video/mp4', '3gp': 'video/3gpp' } },
  audio: {
    maxBytes: 16 * MB,
    types: {
      aac: 'audio/aac',
      m4a: 'audio/mp4',
      mp3: 'audio/mpeg',
      amr: 'audio/amr',
      ogg: 'audio/ogg',
    },
  },
  document: { maxBytes: MAX_ATTACHMENT_BYTES, types: Object.fromEntries(office) },
}

export interface File {
  readonly name: string
  readonly contentType: string
  readonly size: number
}

/** Returns why a web chat refuses the file, or undefined if it accepts the file. */
export function chatObjection({ name, contentType, size }: File): string | undefined {
  if (size < 1 || size > MAX_ATTACHMENT_BYTES)
    return `${size} bytes; a chat takes files of 1 to ${MAX_ATTACHMENT_BYTES}`
  const known = [chatTypes, ...Object.values(whatsappTypes).map(({ types }) => types)]
    .map((types) => types[ending(name)])
    .filter(Boolean)
  return known.includes(base(contentType))
    ? undefined
    : `${name} as ${contentType} is not a type a chat takes`
}

/**
 * Returns why a native WhatsApp chat refuses an agent's file, or undefined if it accepts the file.
 */
export function whatsappObjection({ name, contentType, size }: File): string | undefined {
  const kind = whatsappKind(contentType)
  if (!kind || !(ending(name) in whatsappTypes[kind].types))
    return `${name} as ${contentType} is not a type Connect sends to WhatsApp`
  const { maxBytes } = whatsappTypes[kind]
  return size < 1 || size > maxBytes
    ? `${size} bytes; Connect sends a WhatsApp ${kind} of up to ${maxBytes}`
    : undefined
}

export const whatsappKind = (contentType: string) =>
  (Object.keys(whatsappTypes) as Kind[]).find((kind) =>
    Object.values(whatsappTypes[kind].types).includes(base(contentType)),
  )

/** Returns the file extension for a file without a name. */
export function endingFor(contentType: string): string {
  const all = [
    ...Object.values(whatsappTypes).flatMap(({ types }) => Object.entries(types)),
    ...Object.entries(chatTypes),
  ]
  return all.findLast(([, type]) => type === base(contentType))?.[0] ?? 'bin'
}

export const ending = (name: string) => (/\.(\w+)$/.exec(name)?.[1] ?? '').toLowerCase()

const base = (contentType: string) => contentType.split(';')[0]!.trim().toLowerCase()
