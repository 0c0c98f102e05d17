// Converts a picture that WhatsApp does not accept or that is too large. Pictures are converted
// only if the agent chooses to.
import { MEDIA_RULES } from '#whatsapp/media/media'

/**
 * The longest sides, in pixels, to which pictures are reduced. 4096 pixels are enough for a phone's
 * screen. If the file is still too large, the next size is tried.
 */
const LONGEST_SIDES = [4096, 2896, 2048, 1024]
const QUALITY = 0.85

/** Returns undefined if the browser cannot read the picture, as most browsers cannot read HEIC. */
export async function toJpeg(file: File): Promise<File | undefined> {
  try {
    const picture = await createImageBitmap(file)
    const jpegs = LONGEST_SIDES.map((side) => () => drawn(picture, side))
    const jpeg = await firstThat(jpegs, ({ size }) => size <= MEDIA_RULES.image.maxBytes)
    picture.close()
    return (
      jpeg && new File([jpeg], `${file.name.replace(/\.[^.]*$/, '')}.jpg`, { type: 'image/jpeg' })
    )
  } catch {
    return undefined
  }
}

function drawn(picture: ImageBitmap, longest: number): Promise<Blob> {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height))
  const canvas = new OffscreenCanvas(
    Math.round(picture.width * scale),
    Math.round(picture.height * scale),
  )
  const pen = canvas.getContext('2d')!
  // A background is needed, because JPEG has no transparency, and transparent parts would become
  // black.
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })
}

async function firstThat<Made>(
  makers: readonly (() => Promise<Made>)[],
  isIt: (made: Made) => boolean,
): Promise<Made | undefined> {
  for (const make of makers) {
    const made = await make()
    if (isIt(made)) return made
  }
  return undefined
}
