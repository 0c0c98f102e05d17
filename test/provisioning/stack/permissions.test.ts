// Compares the IAM permissions of the Lambda functions with the AWS calls that they make. The calls
// are made in the sandbox's opening scene, and in rarer cases, each of which a test function below
// plays.
import { DeleteWhatsAppMessageTemplateCommand } from '@aws-sdk/client-socialmessaging'
import { beforeAll, describe, expect, it } from 'vitest'
import { type FunctionName, type FunctionSpec, functions } from '#deployment/functions'
import { type Scope, scopes } from '#deployment/resources'
import type { Use } from '../../sandbox/aws/identities.ts'
import { playOpeningScene, repair, template } from '../../sandbox/scene/opening-scene.ts'
import type { Chat } from '../../scenarios/scenario.ts'
import { startOwnScenario } from '../../scenarios/start-scenario.ts'

const scenario = await startOwnScenario()
const { sandbox, advance, until, fault, calm, photo } = scenario
const uses: Use[] = []
sandbox.identities.onUse((use) => uses.push(use))

const text = (body: string) => ({ type: 'text', body })
const accepted = ({ status, body }: { status: number; body: unknown }) =>
  expect(status, JSON.stringify(body)).toBe(202)

beforeAll(async () => {
  const { failed } = await playOpeningScene(sandbox, { heading() {}, line() {} })
  expect(failed).toBeUndefined()

  await aConversationIsRead()
  await aTextIsSentDirectly()
  await anUploadNeverCame()
  await aLostWakeIsFound()
  await aReplyWaitsLongerThanItsDefinitionCounts()
  await aFileIsSentAfterTheChatHasEnded()
  await whatsAppIsTooBusyForAMoment()
  await aCustomersFileIsSentBack()
  await anEventNamesItsSender()
  await anEventNamesNoNumber()
  await aHeldReplyIsReleasedByANewContact()
  await aSupervisorChooses()
  await aSupervisorLocksAField()
  await templatesAreWatched()
  await aCustomerAnswersAForm()
  await aTemplateIsWithheld()
  await aTemplateIsGone()
  await aChatStartsAtTheSecondAttempt()
  await aChatEndsBeforeItIsConnected()
  fault({ kind: 'throttle', operation: 'StartChatContact', function: 'whatsapp-event', times: 3 })
  await aChatEndsBeforeItIsConnected()
  await aNativeContactIsStreamedLater()
  await aNewCustomerWritesWhileConnectIsBusy()
  await aCustomerHasTwoIdentities()
  await anAgentLooksForAnswers()
  await sandbox.functions.invoke('write-traces', {})
}, 240_000)

async function aConversationIsRead() {
  const chat = await scenario.bridgedChat()
  const { status } = await chat.api('GET', '/conversation')
  expect(status).toBe(200)
}

/**
 * Makes sure that a text is sent directly. In the opening scene, texts that follow each other
 * quickly may go through the queue instead.
 */
async function aTextIsSentDirectly() {
  const chat = await scenario.bridgedChat()
  await advance('11s')
  chat.says('Right away')
  await until('the text arrives', () => chat.texts().includes('Right away'))
}

async function anAgentLooksForAnswers() {
  const { status } = await scenario.api('maria', 'GET', '/unanswered')
  expect(status).toBe(200)
}

async function anUploadNeverCame() {
  const chat = await scenario.bridgedChat()
  const { uploadId } = await scenario.uploadTarget(chat.agent, chat.contactId, photo)
  const { status } = await chat.reply({ type: 'media', kind: 'image', uploadId })
  expect(status).toBe(422)
}

async function aLostWakeIsFound() {
  const chat = await scenario.bridgedChat()
  fault({ kind: 'error', service: 'sqs', operation: 'SendMessage', function: 'widget-api' })
  await chat.reply(text('Lost and found'))
  calm()
  await advance('5m')
  await until('the sweep finds the reply', () => chat.texts().includes('Lost and found'))
}

/**
 * A template waits until its definition is so old that send-reply reads it again before sending.
 */
async function aReplyWaitsLongerThanItsDefinitionCounts() {
  const chat = await scenario.bridgedChat()
  const header = await chat.upload(photo)
  fault({ kind: 'throttle', service: 'social-messaging', operation: 'SendWhatsAppMessage' })
  accepted(await chat.reply(template(repair, header)))
  await advance('2m')
  calm()
  await advance('5m')
  await until('the template arrives', () => chat.phone().some(({ type }) => type === 'template'))
}

async function aFileIsSentAfterTheChatHasEnded() {
  const chat = await scenario.bridgedChat()
  fault({ kind: 'throttle', service: 'social-messaging', operation: 'PostWhatsAppMessageMedia' })
  await chat.attaches(photo)
  await advance('10s')
  scenario.agentConsole.end(chat.contactId, chat.agent)
  await advance('10s')
  calm()
  await advance('2m')
  await until('the photo arrives', () => chat.phone().some(({ media }) => media))
}

/**
 * WhatsApp reports its error 130429 (too many messages) in a status. The function that processes
 * the status arranges another attempt. For a bridged number, this is the function for webhooks or
 * the function for EventBridge. For a native number, it is the function for EventBridge. If the
 * status arrives before send-reply has recorded that the message was sent, it is send-reply.
 */
async function whatsAppIsTooBusyForAMoment() {
  await busy(await scenario.bridgedChat(), () => fault({ kind: 'lose', service: 'events' }))
  await busy(await scenario.nativeChat(), () => {})
  await busy(await scenario.nativeChat(), holdsWhatFollowsTheSending)
}

async function busy(chat: Chat, meanwhile: () => unknown) {
  const { whatsapp } = sandbox.settings
  const usual = whatsapp.messagesPerSecond
  const picture = {
    type: 'media',
    kind: 'image',
    uploadId: await chat.upload(photo),
    caption: 'Once more',
  }
  whatsapp.messagesPerSecond = 0
  meanwhile()
  accepted(await chat.reply(picture))
  await advance('1s')
  whatsapp.messagesPerSecond = usual
  await advance('10s')
  calm()
  await advance('5m')
  await until('the picture arrives', () => chat.phone().some(({ media }) => media))
}

function holdsWhatFollowsTheSending() {
  let held = false
  sandbox.calls.onCall(({ caller, operation }) => {
    if (held || caller !== 'send-reply' || operation !== 'SendWhatsAppMessage') return
    held = true
    fault({
      kind: 'slow',
      service: 'dynamodb',
      operation: 'UpdateItem',
      function: 'send-reply',
      times: 1,
      ms: 5_000,
    })
  })
}

async function aCustomersFileIsSentBack() {
  const chat = await scenario.bridgedChat()
  // The bytes differ from those of the other photos, so no media id is stored for the file yet.
  const bytes = Buffer.concat([photo.bytes, Buffer.from('other')])
  const sent = {
    type: 'image',
    image: {},
    mime_type: photo.mimeType,
    data: bytes.toString('base64'),
  }
  const { bridged } = scenario.business
  const { id } = scenario.whatsapp.customerSends(chat.customer, bridged.number, sent)
  const [file] = await until('the file is listed', async () => {
    const { files } = (await chat.api('GET', '/files')).body
    return files.length > 0 && files
  })
  accepted(await chat.reply({ type: 'media', kind: 'image', uploadId: file.id }))
  await until('the photo comes back', () => chat.phone().some(({ media }) => media))
  const deletion = { type: 'revoke', revoke: { original_message_id: id } }
  scenario.whatsapp.customerSends(chat.customer, bridged.number, deletion)
  await advance('2s')
}

async function anEventNamesItsSender() {
  sandbox.guesses.receivedEvent = 'with-sender'
  const chat = await scenario.nativeChat()
  chat.writes('Are you there?')
  await advance('2s')
  sandbox.guesses.receivedEvent = 'without-sender'
}

async function anEventNamesNoNumber() {
  sandbox.guesses.envelopeArns = 'not-named'
  await scenario.bridgedChat()
  sandbox.guesses.envelopeArns = 'named'
}

async function aHeldReplyIsReleasedByANewContact() {
  const chat = await scenario.nativeChat()
  await advance('24h1m')
  accepted(await chat.reply({ type: 'location', latitude: 38.7, longitude: -9.1 }, { hold: true }))
  scenario.agentConsole.end(chat.contactId, chat.agent)
  await advance('10s')
  chat.writes('Here I am again')
  await until('the location arrives', () => chat.phone().some(({ location }) => location))
}

async function aChatStartsAtTheSecondAttempt() {
  fault({
    ...{ kind: 'error', operation: 'StartChatContact', times: 1 },
    ...{ code: 'InvalidRequestException', status: 400 },
  })
  await scenario.bridgedChat()
}

/**
 * An agent ends a chat before the functions have connected to it. The function that processes the
 * customer's message then starts another chat.
 */
async function aChatEndsBeforeItIsConnected() {
  fault({ kind: 'slow', operation: 'CreateParticipantConnection', ms: 5_000, times: 1 })
  const customer = scenario.newNumber()
  scenario.whatsapp.customerSends(customer, scenario.business.bridged.number, {
    type: 'text',
    text: { body: 'Hello' },
  })
  const { contactId } = await scenario.contactOf(customer)
  scenario.agentConsole.accept(contactId, 'maria')
  scenario.agentConsole.end(contactId, 'maria')
  await advance('30s')
}

async function aNativeContactIsStreamedLater() {
  fault({ kind: 'throttle', operation: 'StartContactStreaming', times: 3 })
  await scenario.nativeChat()
  await advance('2m')
}

/**
 * Templates change: for a native number, watch-templates finds the changes, and for a bridged
 * number, an event reports the change.
 */
async function templatesAreWatched() {
  const [native, bridged] = scenario.world.wabas
  await sandbox.functions.invoke('sync-templates', {})
  const chat = await scenario.nativeChat()
  const flight = { name: 'flight_changed', language: 'en_US' }
  const values = {
    ...{ header: 'LH 1166', 'body.1': 'Ana', 'body.2': '18:40' },
    ...{ 'body.3': 'LH 1166', 'body.4': 'B12' },
  }
  accepted(await chat.reply({ type: 'template', ...flight, values }))
  scenario.whatsapp.templates.setQuality(native!.metaId, flight, 'YELLOW')
  await sandbox.functions.invoke('watch-templates', {})
  scenario.whatsapp.templates.setStatus(native!.metaId, flight, 'PAUSED')
  await sandbox.functions.invoke('watch-templates', {})
  scenario.whatsapp.templates.setStatus(native!.metaId, flight, 'APPROVED')
  await sandbox.functions.invoke('watch-templates', {})
  const { name, language } = bridged!.templates[0]!
  scenario.whatsapp.templates.setQuality(bridged!.metaId, { name, language }, 'YELLOW')
  await scenario.rest()
}

/**
 * The circuit breaker, which stops offering templates that fail often, withholds a template. Its
 * first write fails, so it succeeds only in a second run.
 */
async function aTemplateIsWithheld() {
  const { id, metaId } = scenario.world.wabas[1]!
  const workshop = { name: 'workshop_in_motion', language: 'en_US' }
  const settings = { isOn: true, lowQuality: true }
  await scenario.api('jonas', 'POST', `/supervisor/wabas/${id}/breaker`, settings)
  scenario.whatsapp.templates.setQuality(metaId, workshop, 'RED')
  await scenario.rest()
  await sandbox.functions.invoke('sync-templates', {})
  fault({ kind: 'throttle', operation: 'UpdateItem', function: 'watch-templates' })
  await sandbox.functions.invoke('watch-templates', {})
  calm()
  await sandbox.functions.invoke('watch-templates', {})
}

async function aTemplateIsGone() {
  const { id } = scenario.world.wabas[1]!
  const read = () => sandbox.functions.invoke('sync-templates', {})
  await read()
  await sandbox.clients.socialMessaging.send(
    new DeleteWhatsAppMessageTemplateCommand({
      id,
      templateName: repair.name,
      deleteAllLanguages: true,
    }),
  )
  await read()
}

async function aSupervisorChooses() {
  const { id } = scenario.world.wabas[1]!
  const ask = (method: string, path: string, body?: object) =>
    scenario.api('jonas', method, `/supervisor${path}`, body)
  const { curation } = (await ask('GET', `/wabas/${id}/catalogue`)).body
  const edits = [{ edit: 'offer', names: ['hello_again'], offered: false }]
  const hide = { before: curation.version, team: {}, edits }
  expect((await ask('GET', '/teams')).status).toBe(200)
  fault({ kind: 'throttle', operation: 'UpdateItem', function: 'supervisor-api' })
  expect((await ask('POST', `/wabas/${id}/changes`, hide)).status).toBe(503)
  calm()
  expect((await ask('GET', `/wabas/${id}/changes`)).body.changes).toEqual([])
  expect((await ask('POST', `/wabas/${id}/changes`, hide)).status).toBe(200)
}

/**
 * A supervisor locks a field, so that the API compares the agent's value with an attribute of the
 * contact in Connect.
 */
async function aSupervisorLocksAField() {
  const { id } = scenario.world.wabas[1]!
  const ask = (method: string, path: string, body?: object) =>
    scenario.api('jonas', method, `/supervisor/wabas/${id}/${path}`, body)
  const key = 'body.first_name'
  const edit = {
    ...{ edit: 'prepare', name: 'repair_ready', labels: {} },
    defaults: { [key]: { attribute: 'whatsapp_customer' } },
    inputs: { [key]: { type: 'text', locked: true } },
  }
  const { curation } = (await ask('GET', 'catalogue')).body
  const change = { before: curation.version, team: {}, edits: [edit] }
  const { status, body } = await ask('POST', 'changes', change)
  expect(status, JSON.stringify(body)).toBe(200)
  const chat = await scenario.bridgedChat()
  const refused = await chat.reply(template(repair, await chat.upload(photo)))
  expect(refused.body.problems).toMatchObject([{ code: 'field_locked' }])
  const queue = scenario.world.queues.find(({ name }) => name === 'WhatsApp')!.id
  const recent = { queue, attributes: ['whatsapp_customer'] }
  const { contacts } = (await ask('POST', 'recent-contacts', recent)).body
  expect(contacts[0].attributes).toEqual({ whatsapp_customer: chat.customer })
  expect((await ask('POST', `changes/${body.id}/undo`)).status).toBe(200)
}

/**
 * A form waits so long that send-reply reads its status again before sending it. Then the customer
 * answers it twice, the second time while Connect throttles.
 */
async function aCustomerAnswersAForm() {
  const { id, forms } = scenario.world.wabas[1]!
  const { id: flowId } = forms![0]!
  const name = `form:${flowId}`
  const path = `/supervisor/wabas/${id}`
  const { curation } = (await scenario.api('jonas', 'GET', `${path}/catalogue`)).body
  const edits = [
    { edit: 'form', name, text: 'Choose a day.', button: 'Choose', labels: {} },
    { edit: 'offer', names: [name], offered: true },
  ]
  const offering = { before: curation.version, team: {}, edits }
  expect((await scenario.api('jonas', 'POST', `${path}/changes`, offering)).status).toBe(200)
  const chat = await scenario.bridgedChat()
  fault({ kind: 'throttle', service: 'social-messaging', operation: 'SendWhatsAppMessage' })
  accepted(await chat.reply({ type: 'form', flowId, body: 'Which day?', button: 'Choose' }))
  await advance('2m')
  calm()
  await advance('5m')
  await until('the form arrives', () => chat.phone().some(({ form }) => form))
  const answers = (day: string) => {
    const nfm_reply = { name: 'flow', body: 'Sent', response_json: JSON.stringify({ day }) }
    scenario.whatsapp.customerSends(chat.customer, scenario.business.bridged.number, {
      type: 'interactive',
      interactive: { type: 'nfm_reply', nfm_reply },
    })
  }
  answers('Monday')
  await advance('5s')
  fault({ kind: 'throttle', service: 'participant', function: 'whatsapp-event' })
  answers('Friday')
  await advance('1m')
  calm()
}

/**
 * A new customer sends a picture and a text while Connect throttles. Later messages are stored, but
 * the queue messages about them cannot be sent.
 */
async function aNewCustomerWritesWhileConnectIsBusy() {
  const customer = scenario.newNumber()
  const sends = (message: { type: string; [field: string]: unknown }) =>
    scenario.whatsapp.customerSends(customer, scenario.business.bridged.number, message)
  fault({ kind: 'error', function: 'whatsapp-event', operation: 'GetWhatsAppMessageMedia' })
  fault({ kind: 'throttle', service: 'connect', operation: 'StartChatContact', times: 6 })
  const picture = sends({
    type: 'image',
    image: {},
    mime_type: photo.mimeType,
    data: photo.bytes.toString('base64'),
  })
  sends({ type: 'text', text: { body: 'See the picture' } })
  fault({ kind: 'throttle', operation: 'StartContactStreaming', function: 'show-message' })
  const { contactId } = await scenario.contactOf(customer)
  scenario.agentConsole.accept(contactId, 'maria')
  scenario.agentConsole.message(contactId, 'maria', 'Written before the chat is streamed')
  await advance('3s')
  calm()
  await advance('1m')
  fault({ kind: 'error', service: 'sqs', function: 'whatsapp-event' })
  fault({ kind: 'throttle', service: 'participant', function: 'whatsapp-event' })
  sends({ type: 'text', text: { body: 'And the other one?' } })
  sends({ type: 'revoke', revoke: { original_message_id: picture.id } })
  await advance('3m')
  calm()
}

async function aCustomerHasTwoIdentities() {
  const [number, userId] = [scenario.newNumber(), 'US.88000000001']
  const sends = (who: string, message: { type: string; [field: string]: unknown }) =>
    scenario.whatsapp.customerSends(who, scenario.business.bridged.number, message)
  const text = { type: 'text', text: { body: 'Hello' } }
  sends(number, text)
  await advance('2s')
  fault({ kind: 'error', operation: 'GetWhatsAppMessageMedia' })
  const data = photo.bytes.toString('base64')
  sends(userId, { type: 'image', image: {}, mime_type: photo.mimeType, data })
  await advance('3s')
  sends(number, { ...text, from_user_id: userId })
  await advance('10s')
  calm()
  await advance('1m')
  const { contactId } = await scenario.contactOf(number)
  scenario.agentConsole.accept(contactId, 'maria')
  scenario.agentConsole.types(contactId, 'maria')
  await advance('5s')
}

const granted = (Object.entries(functions) as [FunctionName, FunctionSpec][]).flatMap(
  ([name, { allow }]) =>
    Object.entries(allow).flatMap(([scope, actions]) =>
      actions.map((action) => ({ name, scope: scope as Scope, action })),
    ),
)

const matches = (pattern: string, resource: string) =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(
    resource,
  )

const isUsed = ({ name, scope, action }: (typeof granted)[number]) =>
  uses.some(
    (use) =>
      use.caller.name === name &&
      use.action === action &&
      scopes[scope](sandbox.place).some((pattern) => matches(pattern, use.resource)),
  )

describe('the permissions of the functions', () => {
  it('include everything that the calls need', () => {
    const callers = new Set<string>(Object.keys(functions))
    const refused = sandbox.calls
      .since()
      // Leaves out calls of the participant service, which need a participant's token instead of an
      // IAM permission.
      .filter(
        ({ caller, service, error }) =>
          callers.has(caller) &&
          service !== 'participant' &&
          /AccessDenied|NotAuthorized/.test(error ?? ''),
      )

    expect(
      refused.map(({ caller, operation, resources }) => `${caller} ${operation} ${resources}`),
    ).toEqual([])
  })

  it('include nothing that no call needs', () => {
    // The function makes this query only for a customer with two open chats, which
    // test/scenarios/customers.test.ts plays.
    const rare = ['whatsapp-event: dynamodb:Query on orderedIndex']
    const idle = granted
      .filter((grant) => !isUsed(grant))
      .map(({ name, scope, action }) => `${name}: ${action} on ${scope}`)
      .filter((grant) => !rare.includes(grant))

    expect(idle).toEqual([])
  })
})
