// Generates files of the kinds that people send: a photo from a phone's camera, a small photo, and
// a booking with several pages.
import { encode } from 'jpeg-js'
import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib'

let camera: Buffer | undefined

/**
 * Returns a photo of 4000 × 3000 pixels and a few megabytes, below WhatsApp's limit of 5 MB. Its
 * bytes are the same in every run.
 */
export function cameraPhoto(): Buffer {
  camera ??= landscape(4000, 3000, 82)
  return camera
}

export const smallPhoto = (): Buffer => landscape(320, 240, 75)

/**
 * Returns a picture file that is larger than WhatsApp accepts. It is a small picture, followed by
 * bytes that browsers ignore, so that browsers can decode it quickly.
 */
export const tooLargePhoto = (): Buffer =>
  Buffer.concat([smallPhoto(), Buffer.alloc(5 * 1024 * 1024)])

/**
 * Draws the sky, the sun and the sea. Noise, like that of a camera's sensor, makes the file as
 * large as a photo.
 */
function landscape(width: number, height: number, quality: number): Buffer {
  // A clamped array limits values that would be brighter than white.
  const data = new Uint8ClampedArray(width * height * 4)
  const horizon = Math.round(height * 0.6)
  const sun = { x: width * 0.7, y: height * 0.3, radius: height * 0.08 }
  let seed = 1
  let at = 0
  for (let y = 0; y < height; y++) {
    const sea = y > horizon
    const depth = sea ? (y - horizon) / (height - horizon) : y / horizon
    // The waves get larger toward the viewer.
    const wave = sea ? 14 * Math.sin(y / (2 + 30 * depth)) : 0
    const nearSun = sun.radius ** 2 - (y - sun.y) ** 2
    for (let x = 0; x < width; x++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      const grain = (seed >>> 26) / 4 + wave
      const lit = (x - sun.x) ** 2 < nearSun ? 70 : 0
      data[at++] = (sea ? 20 + 30 * depth : 120 + 100 * depth) + grain + lit
      data[at++] = (sea ? 70 + 50 * depth : 160 + 40 * depth) + grain + lit
      data[at++] = (sea ? 120 + 40 * depth : 230 - 60 * depth) + grain
      data[at++] = 255
    }
  }
  return encode({ data, width, height }, quality).data
}

const days = [
  [
    'Day 1: Lisbon',
    'Arrival at 14:20, flight EX 482.',
    'Hotel Mirante, double room with breakfast.',
    'Dinner is not included.',
  ],
  [
    'Day 2: Sintra',
    'Train at 09:10 from Rossio station.',
    'Entry to the palace at 11:00, two persons.',
    'Return at any time.',
  ],
  [
    'Day 3: Departure',
    'Check-out until 11:00; luggage may stay until 18:00.',
    'Flight EX 483 at 19:45.',
    'Boarding closes 20 minutes before.',
  ],
]

/** Creates a travel booking of three pages, whose text can be selected. */
export async function bookingPdf(): Promise<Buffer> {
  const document = await PDFDocument.create()
  document.setTitle('Booking LT-20417')
  document.setAuthor('Lighthouse Travel')
  const [plain, bold] = await Promise.all([
    document.embedFont(StandardFonts.Helvetica),
    document.embedFont(StandardFonts.HelveticaBold),
  ])
  days.forEach(([title, ...lines], i) => {
    const page = document.addPage([595, 842])
    write(page, 'Lighthouse Travel · Booking LT-20417', 780, bold, 12)
    write(page, title!, 730, bold, 22)
    lines.forEach((line, n) => {
      write(page, line, 690 - n * 24, plain, 13)
    })
    write(page, `Page ${i + 1} of ${days.length}`, 50, plain, 10)
  })
  return Buffer.from(await document.save())
}

const write = (page: PDFPage, text: string, y: number, font: PDFFont, size: number) =>
  page.drawText(text, { x: 60, y, font, size, color: rgb(0.1, 0.15, 0.25) })
