// Types of files: their many spellings, and the types names promise.

export const OFFICE = [
  'application/pdf',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
]

const ALIASES: Readonly<Record<string, string>> = {
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
  csv: 'text/csv',
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

/** Lower case, without parameters, aliases resolved: `image/JPG` is `image/jpeg`, `audio/ogg; codecs=opus` is `audio/ogg`. */
export function plainType(mimeType: string): string {
  const bare = mimeType.split(';')[0]!.trim().toLowerCase()
  return Object.hasOwn(ALIASES, bare) ? ALIASES[bare]! : bare
}

/** The type a file's name promises; undefined for an extension not known here. */
export function typeOfName(name: string): string | undefined {
  const extension = /\.([^.\\/]+)$/.exec(name)?.[1]?.toLowerCase()
  return extension !== undefined && Object.hasOwn(EXTENSIONS, extension)
    ? EXTENSIONS[extension]
    : undefined
}

/** How people call the type: the ending of such a file's name. */
export const shortType = (type: string): string =>
  Object.entries(EXTENSIONS).find(([, t]) => t === type)?.[0] ?? type
