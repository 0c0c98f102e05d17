// Forms (WhatsApp Flows): supervisors offer a form, an agent sends it, and the customer's answers
// arrive in the chat. The message with the answers contains neither the form's name nor the
// questions, so these come from what is stored about the form.
import { GetContactAttributesCommand } from '@aws-sdk/client-connect'
import { afterAll, afterEach, expect, it } from 'vitest'
import { guesses } from '../../provisioning/verify/guesses.ts'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const { world, whatsapp } = scenario
const [travel, repairs] = world.wabas
const appointment = '1079254650791678'
const name = `form:${appointment}`
const form = {
  type: 'form',
  flowId: appointment,
  body: 'When shall we come?',
  button: 'Choose a day',
}

/** Makes these edits on the supervisors' page, for everyone. */
const edit = (...edits: object[]) => editFor(repairs!.id, ...edits)
async function editFor(waba: string, ...edits: object[]) {
  const path = `/supervisor/wabas/${waba}`
  const { body } = await scenario.api('jonas', 'GET', `${path}/catalogue`)
  const request = { before: body.curation.version, team: {}, edits }
  return scenario.api('jonas', 'POST', `${path}/changes`, request)
}
const offerForm = () =>
  edit(
    {
      edit: 'form',
      name,
      text: 'Choose a day.',
      button: form.button,
      labels: { day: 'Preferred day' },
    },
    { edit: 'describe', name, title: 'Book an appointment', note: '' },
    { edit: 'offer', names: [name], offered: true },
  )
afterAll(() => edit({ edit: 'inherit', names: [name] }))

afterEach(() => {
  scenario.guesses.nativeFormAnswers = 'nothing'
})

const setStatus = (status: Parameters<typeof whatsapp.forms.setStatus>[2]) =>
  whatsapp.forms.setStatus(repairs!.metaId, appointment, status)
const codeOf = ({ status, body }: { status: number; body: any }) => [
  status,
  body.problems?.[0].code,
]

/** The customer submits the form in the phone's last message. */
async function answers(chat: Chat, given: object) {
  const { id, form: opened } = chat.phone().at(-1)!
  whatsapp.customerSends(chat.customer, scenario.business[chat.mode].number, {
    type: 'interactive',
    interactive: {
      type: 'nfm_reply',
      nfm_reply: {
        name: 'flow',
        body: 'Sent',
        response_json: JSON.stringify({ flow_token: opened!.token, ...given }),
      },
    },
    context: { id },
  })
  await scenario.advance('10s')
}

it('sends a form, shows the answers with labels, and stores only configured answers in attributes', async () => {
  await scenario.sandbox.functions.invoke('sync-templates', {})
  await offerForm()
  const chat = await scenario.bridgedChat()
  const list = (await chat.api('GET', '/templates')).body

  const sent = await chat.reply(form)
  await scenario.advance('30s')
  const unanswered = await unansweredOf(chat)
  await answers(chat, {
    day: 'Friday',
    time_of_day: 'Morning',
    screen_0_What_is_broken_2: 'The boiler',
  })

  const expected = [
    '[an answer to the form “Book an appointment”]',
    'Preferred day: Friday',
    'time_of_day: Morning',
    'What is broken: The boiler',
  ].join('\n')
  expect(list.forms).toContainEqual({
    id: appointment,
    name: 'Appointment',
    status: 'PUBLISHED',
    preview: { url: expect.stringContaining('https://'), until: expect.stringMatching(/Z$/) },
  })
  expect(sent.status).toBe(202)
  expect(unanswered).toMatchObject({ sent: { id: sent.body.id, type: 'form', status: 'read' } })
  expect(await unansweredOf(chat)).toBeUndefined()
  expect(chat.phone()).toMatchObject([
    {
      interactive: {
        type: 'flow',
        body: { text: form.body },
        action: { parameters: { flow_id: appointment, flow_cta: form.button } },
      },
    },
  ])
  expect(chat.transcript().at(-1)!.Content).toContain(expected)
  const { messages } = (await chat.api('GET', '/conversation')).body
  expect(messages[0].text).toBe(expected)
  expect(await formAttributes(chat)).toEqual({ whatsapp_form_day: 'Friday' })
})

/** Returns the chat's entry in the agent's list of messages without an answer. */
async function unansweredOf({ agent, contactId }: Chat) {
  const { body } = await scenario.api(agent, 'GET', '/unanswered')
  return body.entries.find((entry: { contactId: string }) => entry.contactId === contactId)
}

/** Returns the attributes of the contact in Connect that contain the answers to a form. */
async function formAttributes({ contactId }: Chat) {
  const { Attributes = {} } = await scenario.sandbox.clients.connect.send(
    new GetContactAttributesCommand({
      InstanceId: world.instance.id,
      InitialContactId: contactId,
    }),
  )
  return Object.fromEntries(
    Object.entries(Attributes).filter(([key, value]) => /form|Morning|boiler/.test(key + value)),
  )
}

it('shows the answers of a form even if Connect does not store the attributes', async () => {
  await offerForm()
  const chat = await scenario.bridgedChat()
  await chat.reply(form)
  await scenario.advance('30s')
  scenario.fault({ kind: 'error', operation: 'UpdateContactAttributes', status: 500 })

  await answers(chat, { day: 'Monday' })
  scenario.calm()

  expect(chat.transcript().at(-1)!.Content).toContain('Preferred day: Monday')
  expect(await formAttributes(chat)).toEqual({})
})

it('refuses a form that is not offered, has another button, or is not sent by WhatsApp', async () => {
  await offerForm()
  const chat = await scenario.bridgedChat()

  const unknown = await chat.reply({ ...form, flowId: '1184023377112244' })
  const other = await chat.reply({ ...form, button: 'Pay now' })
  setStatus('BLOCKED')
  const blocked = await chat.reply(form)
  setStatus('PUBLISHED')
  await edit({ edit: 'offer', names: [name], offered: false })
  const hidden = await chat.reply(form)

  expect(codeOf(unknown)).toEqual([422, 'form_not_offered'])
  expect(codeOf(other)).toEqual([422, 'form_changed'])
  expect(codeOf(blocked)).toEqual([422, 'form_not_available'])
  expect(codeOf(hidden)).toEqual([422, 'form_not_offered'])
  expect(chat.phone()).toEqual([])
})

it('sends a held form after the customer has written, unless the form is no longer available', async () => {
  await offerForm()
  const [chat, other] = [await scenario.bridgedChat(), await scenario.bridgedChat()]
  await scenario.advance('24h10m')
  const late = await chat.reply(form)
  const held = await chat.reply(form, { hold: true })
  const retired = await other.reply(form, { hold: true })

  chat.writes('Hello again')
  await scenario.advance('2m')
  setStatus('DEPRECATED')
  other.writes('Are you there?')
  await scenario.advance('2m')
  setStatus('PUBLISHED')

  const replyIn = async ({ api }: Chat, id: string) =>
    (await api('GET', '/conversation')).body.replies.find((each: { id: string }) => each.id === id)
  expect(codeOf(late)).toEqual([422, 'service_window_closed'])
  expect([held.status, retired.status]).toEqual([202, 202])
  expect(await replyIn(chat, held.body.id)).toMatchObject({ type: 'form', status: 'read' })
  expect(await replyIn(other, retired.body.id)).toMatchObject({
    status: 'failed',
    problems: [{ code: 'form_not_available' }],
  })
  expect([chat.phone().length, other.phone().length]).toEqual([1, 0])
})

it.each([
  ['nothing', undefined],
  ['word-sent', 'Sent'],
  ['answers', 'Lisbon'],
] as const)(
  'sends a form in a native chat, where only Connect decides how agents see the answers: %s',
  async (value, seen) => {
    expect(guesses.nativeFormAnswers.values).toContain(value)
    scenario.guesses.nativeFormAnswers = value
    const trip = '2045817360112233'
    const name = `form:${trip}`
    await scenario.sandbox.functions.invoke('sync-templates', {})
    await editFor(
      travel!.id,
      { edit: 'form', name, text: 'Where to?', button: 'Answer', labels: {} },
      { edit: 'offer', names: [name], offered: true },
    )
    const chat = await scenario.nativeChat()
    const before = chat.transcript().length

    const { body } = await chat.reply({
      type: 'form',
      flowId: trip,
      body: 'Where to?',
      button: 'Answer',
    })
    await scenario.advance('30s')
    await answers(chat, { destination: 'Lisbon' })
    await editFor(travel!.id, { edit: 'inherit', names: [name] })

    const items = chat.transcript().slice(before)
    if (seen === undefined) expect(items).toEqual([])
    else expect(items.map(({ Content }) => Content)).toEqual([expect.stringContaining(seen)])
    const { replies } = (await chat.api('GET', '/conversation')).body
    expect(replies).toMatchObject([{ id: body.id, type: 'form', status: 'read' }])
    expect(await formAttributes(chat)).toEqual({})
  },
)
