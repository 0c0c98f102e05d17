import { fileTypeFromBuffer } from 'file-type'
import { PDFDocument } from 'pdf-lib'
import { expect, it } from 'vitest'
import { bookingPdf, cameraPhoto, smallPhoto } from './sample-files.ts'

it('the camera photo is a JPEG of a camera’s size that WhatsApp still accepts', async () => {
  const photo = cameraPhoto()

  // The size is read from the header of the first frame. template-kinds.test.ts decodes the photo
  // in a browser.
  const frame = photo.indexOf(Buffer.from([0xff, 0xc0]))
  expect([photo.readUInt16BE(frame + 7), photo.readUInt16BE(frame + 5)]).toEqual([4000, 3000])
  expect(photo.length).toBeGreaterThan(1_500_000)
  expect(photo.length).toBeLessThan(5_000_000)
  expect(await fileTypeFromBuffer(photo)).toMatchObject({ mime: 'image/jpeg' })
})

it('the small photo is a JPEG of a few kilobytes', async () => {
  expect(await fileTypeFromBuffer(smallPhoto())).toMatchObject({ mime: 'image/jpeg' })
  expect(smallPhoto().length).toBeLessThan(50_000)
})

it('the booking is a PDF of several pages', async () => {
  const pdf = await bookingPdf()

  expect(await fileTypeFromBuffer(pdf)).toMatchObject({ mime: 'application/pdf' })
  expect((await PDFDocument.load(pdf)).getPageCount()).toBe(3)
})
