// A picture that WhatsApp does not take, or that is too large, made into one it takes: only when the agent asks for it.

/** Longer sides are made shorter: a phone shows no more. */
const MAX_SIDE = 4096
const QUALITY = 0.85

/** Undefined where the browser cannot read the picture (HEIC in most). */
export async function toJpeg(file: File): Promise<File | undefined> {
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height))
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale))
    const pen = canvas.getContext('2d')!
    // JPEG has no transparency; without a ground it would turn black.
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })
    return new File([blob], `${file.name.replace(/\.[^.]*$/, '')}.jpg`, { type: 'image/jpeg' })
  } catch {
    return undefined
  }
}
