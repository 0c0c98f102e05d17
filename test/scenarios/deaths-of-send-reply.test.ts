// send-reply dies at every point of its work (death-points.ts). Afterwards nothing is on the phone twice, nothing is lost, order is
// kept, and what nobody can know says so.
import { afterEach, expect, it } from 'vitest'
import { bookingPdf, smallPhoto } from '../files/sample-files.ts'
import { dyingAtEachPoint } from './death-points.ts'
import type { Chat } from './scenario.ts'
import { startTown } from './start-scenario.ts'

const town = await startTown()
const photo = { name: 'valve.jpg', mimeType: 'image/jpeg', bytes: smallPhoto() }
const pdf = { name: 'booking.pdf', mimeType: 'application/pdf', bytes: await bookingPdf() }

/** Replies that WhatsApp never got, of all deaths of a test: each of them unconfirmed. */
let neverSent = 0
afterEach(() => {
  neverSent = 0
})

/** Long enough for every lease, redelivery and sweep. */
const settled = () => town.advance('4m')

async function wrongWith(chat: Chat, expected: readonly string[]): Promise<string[]> {
  const wrong: string[] = []
  const shown = chat
    .phone()
    .map(({ text, media }) => text ?? media?.caption ?? media?.mimeType ?? '?')
  const replies = await chat.outbox()
  const missing = expected.filter((each) => !shown.includes(each))
  const doubtful = replies.filter(({ state }) => state === 'unconfirmed')
  const others = replies.filter(({ state }) => state !== 'unconfirmed' && state !== 'accepted')
  neverSent += missing.length
  if (new Set(shown).size < shown.length) wrong.push(`twice on the phone: ${shown}`)
  if (shown.some((each) => !expected.includes(each))) wrong.push(`nobody sent ${shown}`)
  if (missing.length > doubtful.length)
    wrong.push(`lost: ${missing}; the outbox has ${replies.map(({ state }) => state)}`)
  if (doubtful.length > 1 || others.length > 0)
    wrong.push(`the outbox has ${replies.map(({ state }) => state)}`)
  const inOrder = expected.filter((each) => shown.includes(each))
  if (`${inOrder}` !== `${shown}` && !replies.some(({ late }) => late))
    wrong.push(`out of order and not marked: ${shown}`)
  return wrong
}

it('two texts arrive once each and in order, wherever send-reply dies', async () => {
  const wrong = await dyingAtEachPoint(town, 'send-reply', async () => {
    const chat = await town.bridgedChat()
    chat.says('First')
    chat.says('Second')
    await settled()
    return wrongWith(chat, ['First', 'Second'])
  })

  expect(wrong).toEqual([])
  // After "sending" is written and before the call: one point for each message.
  expect(neverSent).toBeLessThanOrEqual(2)
})

it('a photo from the chat arrives once, wherever send-reply dies', async () => {
  const wrong = await dyingAtEachPoint(town, 'send-reply', async () => {
    const chat = await town.bridgedChat()
    await chat.attaches(photo)
    await settled()
    return wrongWith(chat, ['image/jpeg'])
  })

  expect(wrong).toEqual([])
  expect(neverSent).toBeLessThanOrEqual(1)
})

it('a captioned file from the widget arrives once on a native number, wherever send-reply dies', async () => {
  const wrong = await dyingAtEachPoint(town, 'send-reply', async () => {
    const chat = await town.nativeChat()
    const uploadId = await chat.upload(pdf)
    await chat.reply({
      type: 'media',
      kind: 'document',
      uploadId,
      caption: 'Your booking',
      filename: 'booking.pdf',
    })
    await settled()
    return wrongWith(chat, ['Your booking'])
  })

  expect(wrong).toEqual([])
  expect(neverSent).toBeLessThanOrEqual(1)
})

it('a refused reply is told in the chat once, wherever send-reply dies', async () => {
  const wrong = await dyingAtEachPoint(town, 'send-reply', async () => {
    const chat = await town.bridgedChat()
    await chat.attaches({ name: 'photo.heic', mimeType: 'image/heic', bytes: heic() })
    await settled()
    const notices = chat.notices()
    const [reply] = await chat.outbox()
    return [
      ...(notices.length === 1 ? [] : [`${notices.length} lines in the chat`]),
      ...(reply?.state === 'failed' ? [] : [`the reply is ${reply?.state}`]),
      ...(chat.phone().length === 0 ? [] : ['it is on the phone']),
    ]
  })

  expect(wrong).toEqual([])
})

/** The start of a file as phones make them: enough to tell what it is. */
function heic(): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(2000)])
}
