// Every other function dies at every point of its work (death-points.ts). Afterwards nothing is there twice and nothing is lost.
import { expect, it } from 'vitest'
import { smallPhoto } from '../files/sample-files.ts'
import { dyingAtEachPoint } from './death-points.ts'
import { startTown } from './start-scenario.ts'

const town = await startTown()
const photo = { name: 'valve.jpg', mimeType: 'image/jpeg', bytes: smallPhoto() }

/** Long enough for every lease, redelivery and sweep. */
const settled = () => town.advance('4m')

it('what the agent writes reaches the outbox once, wherever enqueue-reply dies', async () => {
  const chat = await town.bridgedChat()
  let n = 0

  const wrong = await dyingAtEachPoint(town, 'enqueue-reply', async (death) => {
    const text = `Line ${n++}`
    chat.says(text)
    await settled()
    const times = chat.texts().filter((each) => each === text).length
    return times === 1 ? [] : [`${text} is on the phone ${times} times, after ${death}`]
  })

  expect(wrong).toEqual([])
})

it('what a customer writes first and then stands in one chat, once, wherever whatsapp-event dies', async () => {
  const wrong = await dyingAtEachPoint(town, 'whatsapp-event', async () => {
    const customer = town.newNumber()
    const before = new Set(town.desk.contacts().map(({ contactId }) => contactId))
    town.whatsapp.customerSends(customer, town.business.bridged.number, {
      type: 'text',
      text: { body: 'Hello' },
    })
    await settled()
    town.whatsapp.customerSends(customer, town.business.bridged.number, {
      type: 'image',
      image: {},
      mime_type: 'image/jpeg',
      data: photo.bytes.toString('base64'),
    })
    await settled()
    const started = town.desk
      .contacts()
      .filter(({ contactId, customer: who }) => !before.has(contactId) && who.name === customer)
    if (started.length !== 1) return [`${started.length} chats were started`]
    const items = town.desk
      .transcript(started[0]!.contactId)
      .filter(({ ParticipantRole, Type }) => ParticipantRole === 'CUSTOMER' && Type !== 'EVENT')
    const told = items.map(({ Content, Attachments }) => Content ?? Attachments?.[0]?.ContentType)
    return JSON.stringify(told) === '["Hello","image/jpeg"]' ? [] : [`the chat has ${told}`]
  })

  expect(wrong).toEqual([])
})

it('the fate of a reply is known, wherever whatsapp-event dies', async () => {
  const chat = await town.bridgedChat()
  let n = 0

  const wrong = await dyingAtEachPoint(town, 'whatsapp-event', async () => {
    chat.says(`Text ${n++}`)
    await settled()
    const last = (await chat.outbox()).at(-1)
    return last?.parts[0]?.outcome?.status === 'read'
      ? []
      : [`it is ${last?.parts[0]?.outcome?.status}`]
  })

  expect(wrong).toEqual([])
})

it('the fate of a native reply is known, wherever delivery-status dies', async () => {
  const wrong = await dyingAtEachPoint(town, 'delivery-status', async () => {
    const chat = await town.nativeChat()
    const uploadId = await chat.upload(photo)
    await chat.reply({ type: 'media', kind: 'image', uploadId, caption: 'Look' })
    await settled()
    const [reply] = await chat.outbox()
    return reply?.parts[0]?.outcome?.status === 'read'
      ? []
      : [`it is ${reply?.state}, ${reply?.parts[0]?.outcome?.status}`]
  })

  expect(wrong).toEqual([])
})

it('a native chat is known and its customer’s messages count for the window, wherever contact-started or delivery-status dies', async () => {
  const story = async () => {
    const chat = await town.nativeChat()
    await town.advance('10m')
    chat.writes('Are you there?')
    const wroteAt = town.clock.now()
    await settled()
    const { body } = await chat.api('GET', '/conversation')
    const until = new Date(body.window?.until ?? 0).getTime()
    return Math.abs(until - wroteAt - 24 * 3_600_000) < 5_000
      ? []
      : [`the window is ${JSON.stringify(body.window)}`]
  }

  const wrong = [
    ...(await dyingAtEachPoint(town, 'contact-started', story)),
    ...(await dyingAtEachPoint(town, 'delivery-status', story)),
  ]

  expect(wrong).toEqual([])
})

it('what the widget posts until it is answered is sent once, wherever widget-api dies', async () => {
  const chat = await town.bridgedChat()
  const uploadId = await chat.upload(photo)
  let n = 0

  const wrong = await dyingAtEachPoint(town, 'widget-api', async () => {
    const caption = `Photo ${n++}`
    const message = { type: 'media', kind: 'image', uploadId, caption }
    let answer = await chat.reply(message)
    for (let tries = 0; answer.status >= 500 && tries < 3; tries++)
      answer = await chat.reply(message, { requestId: answer.requestId })
    await settled()
    const times = chat.phone().filter(({ media }) => media?.caption === caption).length
    return [
      ...(answer.status === 202
        ? []
        : [`the API answered ${answer.status}: ${JSON.stringify(answer.body)}`]),
      ...(times === 1 ? [] : [`it is on the phone ${times} times`]),
    ]
  })

  expect(wrong).toEqual([])
})

it('a reply whose wake was lost is found, wherever the sweep dies', async () => {
  const chat = await town.bridgedChat()
  let n = 0

  const wrong = await dyingAtEachPoint(
    town,
    'sweep',
    async () => {
      const text = `Text ${n++}`
      town.fault({
        kind: 'drop_before',
        function: 'enqueue-reply',
        operation: 'SendMessage',
        times: 3,
      })
      chat.says(text)
      await settled()
      const times = chat.texts().filter((each) => each === text).length
      return times === 1 ? [] : [`it is on the phone ${times} times`]
    },
    5,
  )

  expect(wrong).toEqual([])
})
