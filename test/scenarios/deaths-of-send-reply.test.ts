// Kills send-reply at every point of its work (death-points.ts). Whenever it dies, every message
// must be on the phone at most once and in the right order, no message may be lost, and a message
// must be reported as unconfirmed if nobody can know whether it was sent.
import { expect, it } from 'vitest'
import { bookingPdf, smallPhoto } from '../files/sample-files.ts'
import { dieAtEachPoint } from './death-points.ts'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const photo = { name: 'valve.jpg', mimeType: 'image/jpeg', bytes: smallPhoto() }
const pdf = { name: 'booking.pdf', mimeType: 'application/pdf', bytes: await bookingPdf() }

/**
 * How often in the current run send-reply was interrupted after it had marked a reply as "sending"
 * and before it called WhatsApp, or did not get the answer to that write. The reply then stays in
 * the state "sending", in which it would also be if WhatsApp had been called and the answer was
 * lost. The reply therefore becomes unconfirmed, and is not sent.
 */
let interruptedClaims = 0
let hasClaimed = false
scenario.sandbox.calls.onCall(({ caller, operation, fault }, request) => {
  if (caller !== 'send-reply') return
  if (operation === 'SendWhatsAppMessage') hasClaimed = false
  const claims = operation === 'UpdateItem' && stateSetBy(request()) === 'sending'
  const isInterrupted = claims ? fault : hasClaimed && fault?.startsWith('crash')
  if (isInterrupted) interruptedClaims++
  if (claims || isInterrupted) hasClaimed = !isInterrupted
})

function stateSetBy(request: string): string | undefined {
  const { UpdateExpression, ExpressionAttributeValues } = JSON.parse(request)
  const [, state = ''] = /(?<!\.)#state = (:\w+)/.exec(UpdateExpression) ?? []
  return ExpressionAttributeValues[state]?.S
}

/**
 * Waits longer than every lease, every redelivery of a queue, and the interval of the scheduled
 * function "sweep".
 */
const settled = () => scenario.advance('4m')

async function wrongWith(chat: Chat, expected: readonly string[]): Promise<string[]> {
  const wrong: string[] = []
  const shown = chat
    .phone()
    .map(({ text, media }) => text ?? media?.caption ?? media?.mimeType ?? '?')
  const replies = await chat.outbox()
  const missing = expected.filter((each) => !shown.includes(each))
  const doubtful = replies.filter(({ state }) => state === 'unconfirmed')
  const others = replies.filter(({ state }) => state !== 'unconfirmed' && state !== 'accepted')
  if (new Set(shown).size < shown.length) wrong.push(`twice on the phone: ${shown}`)
  if (shown.some((each) => !expected.includes(each))) wrong.push(`nobody sent ${shown}`)
  if (missing.length > doubtful.length)
    wrong.push(`lost: ${missing}; the outbox has ${replies.map(({ state }) => state)}`)
  if (missing.length > interruptedClaims)
    wrong.push(`not sent: ${missing}, after ${interruptedClaims} interrupted claims`)
  interruptedClaims = 0
  if (doubtful.length > 1 || others.length > 0)
    wrong.push(`the outbox has ${replies.map(({ state }) => state)}`)
  const inOrder = expected.filter((each) => shown.includes(each))
  if (`${inOrder}` !== `${shown}` && !replies.some(({ late }) => late))
    wrong.push(`out of order and not marked: ${shown}`)
  return wrong
}

it('delivers each of two texts once and in order, wherever send-reply dies', async () => {
  const wrong = await dieAtEachPoint(scenario, 'send-reply', async () => {
    const chat = await scenario.bridgedChat()
    scenario.throughQueue()
    chat.says('First')
    await scenario.advance('300ms')
    chat.says('Second')
    await settled()
    return wrongWith(chat, ['First', 'Second'])
  })

  expect(wrong).toEqual([])
})

it('delivers a photo from the chat once, wherever send-reply dies', async () => {
  const wrong = await dieAtEachPoint(scenario, 'send-reply', async () => {
    const chat = await scenario.bridgedChat()
    await chat.attaches(photo)
    await settled()
    return wrongWith(chat, ['image/jpeg'])
  })

  expect(wrong).toEqual([])
})

it('delivers a captioned file from the widget once on a native number, wherever send-reply dies', async () => {
  const wrong = await dieAtEachPoint(scenario, 'send-reply', async () => {
    const chat = await scenario.nativeChat()
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
})

it('reports a refused reply in the chat once, wherever send-reply dies', async () => {
  const wrong = await dieAtEachPoint(scenario, 'send-reply', async () => {
    const chat = await scenario.bridgedChat()
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

/**
 * Returns the first bytes of a picture in the format HEIC, in which some phones take pictures.
 * These bytes are enough to detect the type.
 */
function heic(): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(2000)])
}
