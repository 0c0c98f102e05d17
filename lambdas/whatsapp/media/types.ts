// MIME types, their aliases, and the types that file name extensions indicate.

export const OFFICE = [
  'application/pdf',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
]

/** The type of an executable file for Windows. */
export const PROGRAM = 'application/x-msdownload'

const ALIASES: Readonly<Record<string, string>> = {
  'application/x-pdf': 'application/pdf',
  'application/csv': 'text/csv',
  'text/x-csv': 'text/csv',
  'text/comma-separated-values': 'text/csv',
  'text/rtf': 'application/rtf',
  'application/x-rtf': 'application/rtf',
  'application/x-zip-compressed': 'application/zip',
  'application/x-msdos-program': PROGRAM,
  'application/x-dosexec': PROGRAM,
  'application/vnd.microsoft.portable-executable': PROGRAM,
  'image/x-png': 'image/png',
  'audio/mpeg3': 'audio/mpeg',
  'audio/x-mpeg-3': 'audio/mpeg',
  'audio/x-mp3': 'audio/mpeg',
  'audio/x-mpeg': 'audio/mpeg',
  'video/x-m4v': 'video/mp4',
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/jfif': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/m4a': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
  'audio/x-aac': 'audio/aac',
  'audio/aacp': 'audio/aac',
  'audio/opus': 'audio/ogg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'video/3gp': 'video/3gpp',
  'audio/3gpp': 'video/3gpp',
  'image/heif': 'image/heic',
  'video/mov': 'video/quicktime',
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  aac: 'audio/aac',
  amr: 'audio/amr',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  oga: 'audio/ogg',
  wav: 'audio/wav',
  weba: 'audio/webm',
  txt: 'text/plain',
  text: 'text/plain',
  log: 'text/plain',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  md: 'text/markdown',
  html: 'text/html',
  htm: 'text/html',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  json: 'application/json',
  xml: 'application/xml',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
  exe: PROGRAM,
  rtf: 'application/rtf',
  zip: 'application/zip',
  pdf: OFFICE[0]!,
  doc: OFFICE[1]!,
  docx: OFFICE[2]!,
  xls: OFFICE[3]!,
  xlsx: OFFICE[4]!,
  ppt: OFFICE[5]!,
  pptx: OFFICE[6]!,
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  jfif: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  bmp: 'image/bmp',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  heic: 'image/heic',
  heif: 'image/heic',
  webp: 'image/webp',
  mp4: 'video/mp4',
  '3gp': 'video/3gpp',
  mov: 'video/quicktime',
  webm: 'video/webm',
  avi: 'video/x-msvideo',
}

/**
 * Returns the MIME type in lower case and without parameters: `Audio/Ogg; codecs=opus` becomes
 * `audio/ogg`.
 */
export const bareType = (mimeType: string): string => mimeType.split(';')[0]!.trim().toLowerCase()

/** Returns the bare type with aliases resolved: `image/JPG` becomes `image/jpeg`. */
export function plainType(mimeType: string): string {
  const bare = bareType(mimeType)
  return Object.hasOwn(ALIASES, bare) ? ALIASES[bare]! : bare
}

/**
 * Returns the type that the extension of a file name indicates, or undefined if the extension is
 * unknown.
 */
export function typeOfName(name: string): string | undefined {
  const extension = /\.([^.\\/]+)$/.exec(name)?.[1]?.toLowerCase()
  return extension !== undefined && Object.hasOwn(EXTENSIONS, extension)
    ? EXTENSIONS[extension]
    : undefined
}

/**
 * Returns whether files of this type contain plain text. A file of such a type may be sent as
 * `text/plain` if the sender agrees.
 */
export const canGoAsText = (mimeType: string): boolean => {
  const type = plainType(mimeType)
  return (
    type !== 'text/plain' &&
    (type.startsWith('text/') || ['application/json', 'application/xml'].includes(type))
  )
}

/** Returns the name that people use for a type: the usual file name extension, such as `pdf`. */
export const shortType = (type: string): string =>
  Object.entries(EXTENSIONS).find(([, t]) => t === type)?.[0] ?? type
