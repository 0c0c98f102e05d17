// What the functions may do, against what they do: the opening scene, and the rarer ways of a message that it does not go.
import { DeleteWhatsAppMessageTemplateCommand } from '@aws-sdk/client-socialmessaging'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type FunctionName,
  type FunctionSpec,
  functions,
} from '../../../lambdas/deployment/functions.ts'
import { type Scope, scopes } from '../../../lambdas/deployment/resources.ts'
import type { Use } from '../../sandbox/aws/identities.ts'
import { playOpeningScene, repair, template } from '../../sandbox/scene/opening-scene.ts'
import type { Chat } from '../../scenarios/scenario.ts'
import { startOwnTown } from '../../scenarios/start-scenario.ts'

const town = await startOwnTown()
const { sandbox, advance, until, fault, calm, photo } = town
const uses: Use[] = []
sandbox.identities.onUse((use) => uses.push(use))

const text = (body: string) => ({ type: 'text', body })
const accepted = ({ status, body }: { status: number; body: unknown }) =>
  expect(status, JSON.stringify(body)).toBe(202)

beforeAll(async () => {
  const { failed } = await playOpeningScene(sandbox, { heading() {}, line() {} })
  expect(failed).toBeUndefined()

  await aConversationIsRead()
  await anUploadNeverCame()
  await aLostWakeIsFound()
  await aReplyWaitsLongerThanItsDefinitionCounts()
  await aFileIsSentAfterTheChatHasEnded()
  await whatsAppIsTooBusyForAMoment()
  await aCustomersFileIsSentBack()
  await anEventNamesItsSender()
  await aHeldReplyIsReleasedByANewContact()
  await aTemplateIsGone()
}, 240_000)

async function aConversationIsRead() {
  const chat = await town.bridgedChat()
  const { status } = await chat.api('GET', '/conversation')
  expect(status).toBe(200)
}

async function anUploadNeverCame() {
  const chat = await town.bridgedChat()
  const { uploadId } = await town.uploadTarget(chat.agent, chat.contactId, photo)
  const { status } = await chat.reply({ type: 'media', kind: 'image', uploadId })
  expect(status).toBe(422)
}

async function aLostWakeIsFound() {
  const chat = await town.bridgedChat()
  fault({ kind: 'error', service: 'sqs', operation: 'SendMessage', function: 'widget-api' })
  await chat.reply(text('Lost and found'))
  calm()
  await advance('5m')
  await until('the sweep finds the reply', () => chat.texts().includes('Lost and found'))
}

/** A definition is read again right before sending, unless that was less than a minute ago. */
async function aReplyWaitsLongerThanItsDefinitionCounts() {
  const chat = await town.bridgedChat()
  const header = await chat.upload(photo)
  fault({ kind: 'throttle', service: 'social-messaging', operation: 'SendWhatsAppMessage' })
  accepted(await chat.reply(template(repair, header)))
  await advance('2m')
  calm()
  await advance('5m')
  await until('the template arrives', () => chat.phone().some(({ type }) => type === 'template'))
}

async function aFileIsSentAfterTheChatHasEnded() {
  const chat = await town.bridgedChat()
  fault({ kind: 'throttle', service: 'social-messaging', operation: 'PostWhatsAppMessageMedia' })
  await chat.attaches(photo)
  await advance('10s')
  town.desk.end(chat.contactId, chat.agent)
  await advance('10s')
  calm()
  await advance('2m')
  await until('the photo arrives', () => chat.phone().some(({ media }) => media))
}

/**
 * Meta's 130429 comes as a status, and the message goes once more: decided by whoever hears of it first – of a bridged number
 * both event sources, of a native one EventBridge, or send-reply itself when the status is there before it has noted the sending.
 */
async function whatsAppIsTooBusyForAMoment() {
  await busy(await town.bridgedChat(), () => fault({ kind: 'lose', service: 'events' }))
  await busy(await town.nativeChat(), () => {})
  await busy(await town.nativeChat(), holdsWhatFollowsTheSending)
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
  const chat = await town.bridgedChat()
  // Bytes that no media id is remembered for.
  const bytes = Buffer.concat([photo.bytes, Buffer.from('other')])
  const sent = {
    type: 'image',
    image: {},
    mime_type: photo.mimeType,
    data: bytes.toString('base64'),
  }
  town.whatsapp.customerSends(chat.customer, town.business.bridged.number, sent)
  const [file] = await until('the file is listed', async () => {
    const { files } = (await chat.api('GET', '/files')).body
    return files.length > 0 && files
  })
  accepted(await chat.reply({ type: 'media', kind: 'image', uploadId: file.id }))
  await until('the photo comes back', () => chat.phone().some(({ media }) => media))
}

async function anEventNamesItsSender() {
  sandbox.settings.socialMessaging.receivedEvent = 'with sender'
  const chat = await town.nativeChat()
  chat.writes('Are you there?')
  await advance('2s')
  sandbox.settings.socialMessaging.receivedEvent = 'without sender'
}

async function aHeldReplyIsReleasedByANewContact() {
  const chat = await town.nativeChat()
  await advance('24h1m')
  accepted(await chat.reply({ type: 'location', latitude: 38.7, longitude: -9.1 }, { hold: true }))
  town.desk.end(chat.contactId, chat.agent)
  await advance('10s')
  chat.writes('Here I am again')
  await until('the place arrives', () => chat.phone().some(({ location }) => location))
}

async function aTemplateIsGone() {
  const { id } = town.world.wabas[1]!
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
  it('lack nothing: no call was refused', () => {
    const callers = new Set<string>(Object.keys(functions))
    const refused = sandbox.calls
      .since()
      // A participant's calls are permitted by its own token, which ends with its chat.
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

  it('hold nothing that is never needed', () => {
    const idle = granted
      .filter((grant) => !isUsed(grant))
      .map(({ name, scope, action }) => `${name}: ${action} on ${scope}`)

    expect(idle).toEqual([])
  })
})
