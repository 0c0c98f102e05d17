// Kills every function except send-reply at every point of its work (death-points.ts). Whenever it
// dies, no message may be duplicated or lost.
import { expect, it } from 'vitest'
import { smallPhoto } from '../files/sample-files.ts'
import { dieAtEachPoint } from './death-points.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const photo = { name: 'valve.jpg', mimeType: 'image/jpeg', bytes: smallPhoto() }

/**
 * Waits longer than every lease, every redelivery of a queue, and the interval of the scheduled
 * function "sweep".
 */
const settled = () => scenario.advance('4m')

/** Removes the first line of a late message, which says when it was written. */
const unmarked = (text?: string) => text?.replace(/^\[(?:written|sent) at [^\]]*\]\n?/, '')

it('sends an agent’s text once, wherever enqueue-reply dies before or during a direct send', async () => {
  const chat = await scenario.bridgedChat()
  let n = 0
  let doubtful = 0

  const wrong = await dieAtEachPoint(scenario, 'enqueue-reply', async (death) => {
    const text = `Line ${n++}`
    chat.says(text)
    await settled()
    const times = chat.texts().filter((each) => each === text).length
    const last = (await chat.outbox()).at(-1)
    if (times === 0 && last?.state === 'unconfirmed') {
      doubtful++
      return []
    }
    return times === 1 ? [] : [`${text} is on the phone ${times} times, after ${death}`]
  })

  expect(wrong).toEqual([])
  // If the function dies after it has marked the reply as being sent, and before it calls WhatsApp,
  // the reply becomes unconfirmed, and the phone does not get it.
  expect(doubtful).toBeLessThanOrEqual(1)
})

it('stores an agent’s text once, wherever enqueue-reply dies before it sends the signal', async () => {
  const chat = await scenario.bridgedChat()
  let n = 0

  const wrong = await dieAtEachPoint(scenario, 'enqueue-reply', async (death) => {
    scenario.throughQueue()
    const text = `Line ${n++}`
    chat.says(text)
    await settled()
    const times = chat.texts().filter((each) => each === text).length
    return times === 1 ? [] : [`${text} is on the phone ${times} times, after ${death}`]
  })

  expect(wrong).toEqual([])
})

it('puts a customer’s first and second message into the chat once, wherever whatsapp-event dies', async () => {
  const wrong = await dieAtEachPoint(scenario, 'whatsapp-event', async () => {
    const customer = scenario.newNumber()
    const before = new Set(scenario.agentConsole.contacts().map(({ contactId }) => contactId))
    scenario.whatsapp.customerSends(customer, scenario.business.bridged.number, {
      type: 'text',
      text: { body: 'Hello' },
    })
    await settled()
    scenario.whatsapp.customerSends(customer, scenario.business.bridged.number, {
      type: 'image',
      image: {},
      mime_type: 'image/jpeg',
      data: photo.bytes.toString('base64'),
    })
    await settled()
    const started = scenario.agentConsole
      .contacts()
      .filter(({ contactId, customer: who }) => !before.has(contactId) && who.name === customer)
    if (started.length !== 1) return [`${started.length} chats were started`]
    const items = scenario.agentConsole
      .transcript(started[0]!.contactId)
      .filter(({ ParticipantRole, Type }) => ParticipantRole === 'CUSTOMER' && Type !== 'EVENT')
    const inChat = items
      .map(({ Content, Attachments }) => unmarked(Content) ?? Attachments?.[0]?.ContentType)
      .filter(Boolean)
    return JSON.stringify(inChat) === '["Hello","image/jpeg"]' ? [] : [`the chat has ${inChat}`]
  })

  expect(wrong).toEqual([])
})

it('puts a picture and a text into the chat once each, wherever show-message dies', async () => {
  const chat = await scenario.bridgedChat()
  const lines = () =>
    chat
      .transcript()
      .filter(({ ParticipantRole, Type }) => ParticipantRole === 'CUSTOMER' && Type !== 'EVENT')
      .map(({ Content, Attachments }) => Content ?? Attachments?.[0]?.ContentType)
  let n = 0

  const wrong = await dieAtEachPoint(scenario, 'show-message', async () => {
    const before = lines().length
    const text = `See photo ${n++}`
    scenario.whatsapp.customerSends(chat.customer, scenario.business.bridged.number, {
      type: 'image',
      image: {},
      mime_type: 'image/jpeg',
      data: photo.bytes.toString('base64'),
    })
    chat.writes(text)
    await settled()
    const all = lines().slice(before)
    const inChat = all.map((line) => unmarked(line)).filter(Boolean)
    const isInOrder = inChat.join() === `image/jpeg,${text}`
    // If the function dies, the picture stays claimed for longer than the 20 seconds for which the
    // text waits for it. The text may therefore come first.
    const isMarked = inChat.join() === `${text},image/jpeg` && /^\[sent at /.test(all.at(-1) ?? '')
    return isInOrder || isMarked ? [] : [`the chat has ${all}`]
  })

  expect(wrong).toEqual([])
})

it('records the status of a reply, wherever whatsapp-event dies', async () => {
  const chat = await scenario.bridgedChat()
  let n = 0

  const wrong = await dieAtEachPoint(scenario, 'whatsapp-event', async () => {
    chat.says(`Text ${n++}`)
    await settled()
    const last = (await chat.outbox()).at(-1)
    return last?.parts[0]?.outcome?.status === 'read'
      ? []
      : [`it is ${last?.parts[0]?.outcome?.status}`]
  })

  expect(wrong).toEqual([])
})

it('records the status of a native reply, wherever delivery-status dies', async () => {
  const wrong = await dieAtEachPoint(scenario, 'delivery-status', async () => {
    const chat = await scenario.nativeChat()
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

it('records a native chat and its customer’s messages, wherever contact-started or delivery-status dies', async () => {
  const story = async () => {
    const chat = await scenario.nativeChat()
    await scenario.advance('10m')
    chat.writes('Are you there?')
    const wroteAt = scenario.clock.now()
    await settled()
    const { body } = await chat.api('GET', '/conversation')
    const until = new Date(body.window?.until ?? 0).getTime()
    return Math.abs(until - wroteAt - 24 * 3_600_000) < 5_000
      ? []
      : [`the window is ${JSON.stringify(body.window)}`]
  }

  const wrong = [
    ...(await dieAtEachPoint(scenario, 'contact-started', story)),
    ...(await dieAtEachPoint(scenario, 'delivery-status', story)),
  ]

  expect(wrong).toEqual([])
})

it('sends a reply once if the widget repeats the request until it is answered, wherever widget-api dies', async () => {
  const chat = await scenario.bridgedChat()
  const uploadId = await chat.upload(photo)
  let n = 0

  const wrong = await dieAtEachPoint(scenario, 'widget-api', async () => {
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

it('sends a reply whose queue message was lost, wherever the sweep dies', async () => {
  const chat = await scenario.bridgedChat()
  let n = 0

  const wrong = await dieAtEachPoint(
    scenario,
    'sweep',
    async () => {
      const text = `Text ${n++}`
      scenario.fault({
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
