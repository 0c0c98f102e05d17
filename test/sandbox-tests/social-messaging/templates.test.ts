import {
  CreateWhatsAppMessageTemplateCommand,
  CreateWhatsAppMessageTemplateFromLibraryCommand,
  CreateWhatsAppMessageTemplateMediaCommand,
  DeleteWhatsAppMessageTemplateCommand,
  GetWhatsAppMessageTemplateCommand,
  ListWhatsAppMessageTemplatesCommand,
  ListWhatsAppTemplateLibraryCommand,
  UpdateWhatsAppMessageTemplateCommand,
} from '@aws-sdk/client-socialmessaging'
import { expect, it } from 'vitest'
import { world } from '../../sandbox/world.ts'
import { jpeg } from '../whatsapp/fixtures.ts'
import { aSocialMessaging, blob, travel } from './fixtures.ts'

type Aws = Awaited<ReturnType<typeof aSocialMessaging>>

const travelTemplates = world.wabas[0]!.templates
const [trip] = travelTemplates
const body = { type: 'BODY', text: 'Your guide is waiting at the gate.' }
const aDefinition = {
  name: 'guide_waiting',
  language: 'en_US',
  category: 'UTILITY',
  components: [body],
}

const get = async (aws: Aws, by: object) =>
  JSON.parse(
    (await aws.client.send(new GetWhatsAppMessageTemplateCommand({ id: travel, ...by }))).template!,
  )
const create = (aws: Aws, definition: unknown) =>
  aws.client.send(
    new CreateWhatsAppMessageTemplateCommand({ id: travel, templateDefinition: blob(definition) }),
  )

it('lists summaries page by page', async () => {
  await using aws = await aSocialMessaging()

  const first = await aws.client.send(
    new ListWhatsAppMessageTemplatesCommand({ id: travel, maxResults: 10 }),
  )
  const second = await aws.client.send(
    new ListWhatsAppMessageTemplatesCommand({
      id: travel,
      maxResults: 10,
      nextToken: first.nextToken,
    }),
  )

  expect(first.templates![0]).toEqual({
    templateName: 'trip_documents_ready',
    metaTemplateId: trip!.id,
    templateStatus: 'APPROVED',
    templateQualityScore: 'GREEN',
    templateLanguage: 'en_US',
    templateCategory: 'UTILITY',
  })
  expect(
    [...first.templates!, ...second.templates!].map(({ metaTemplateId }) => metaTemplateId),
  ).toEqual(travelTemplates.map(({ id }) => id))
})

it.each([
  ["Meta's id", { metaTemplateId: trip!.id }],
  ['name and language', { templateName: 'trip_documents_ready', templateLanguageCode: 'en_US' }],
])('returns a definition by %s', async (_, by) => {
  await using aws = await aSocialMessaging()

  expect(await get(aws, by)).toEqual(trip)
})

it.each([
  ['an empty request', {}, 'InvalidParametersException'],
  [
    'a name without language',
    { templateName: 'trip_documents_ready' },
    'InvalidParametersException',
  ],
  ['an id that does not exist', { metaTemplateId: '1' }, 'ResourceNotFoundException'],
  ['an id that is no number', { metaTemplateId: 'one' }, 'ValidationException'],
])('returns no definition for %s', async (_, by, name) => {
  await using aws = await aSocialMessaging()

  await expect(get(aws, by)).rejects.toMatchObject({ name })
})

it('creates a template, which Meta then reviews', async () => {
  await using aws = await aSocialMessaging()

  const created = await create(aws, aDefinition)
  await aws.clock.advance(60_000)

  expect(created).toMatchObject({
    metaTemplateId: expect.stringMatching(/^\d+$/),
    templateStatus: 'PENDING',
    category: 'UTILITY',
  })
  expect(await get(aws, { metaTemplateId: created.metaTemplateId })).toMatchObject({
    ...aDefinition,
    status: 'APPROVED',
  })
})

it('returns the error with which Meta refuses a definition', async () => {
  await using aws = await aSocialMessaging()

  await expect(create(aws, { ...aDefinition, components: [] })).rejects.toMatchObject({
    name: 'InvalidParametersException',
  })
  await expect(create(aws, 'no JSON')).rejects.toMatchObject({ name: 'InvalidParametersException' })
  await expect(create(aws, { ...aDefinition, name: 'trip_documents_ready' })).rejects.toThrow(
    '2388024',
  )
})

it('replaces the components of a template, which Meta then reviews again', async () => {
  await using aws = await aSocialMessaging()

  await aws.client.send(
    new UpdateWhatsAppMessageTemplateCommand({
      id: travel,
      metaTemplateId: trip!.id,
      templateComponents: blob([body]),
    }),
  )

  expect(await get(aws, { metaTemplateId: trip!.id })).toMatchObject({
    status: 'PENDING',
    components: [body],
  })
})

it('deletes one language of a template by its id, and all languages only on explicit request', async () => {
  await using aws = await aSocialMessaging()
  const remove = (more: object) =>
    aws.client.send(
      new DeleteWhatsAppMessageTemplateCommand({
        id: travel,
        templateName: 'trip_documents_ready',
        ...more,
      }),
    )
  const left = async () =>
    (
      await aws.client.send(new ListWhatsAppMessageTemplatesCommand({ id: travel }))
    ).templates!.filter(({ templateName }) => templateName === 'trip_documents_ready').length

  await expect(remove({})).rejects.toMatchObject({ name: 'InvalidParametersException' })
  await remove({ deleteAllLanguages: true })

  expect(await left()).toBe(0)
  await expect(remove({ metaTemplateId: trip!.id })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

it('returns a handle for a file, with which a template can use the file as the example of its header', async () => {
  await using aws = await aSocialMessaging()
  await aws.api.writeObject('media-example', 'a.jpg', jpeg, 'image/jpeg')

  const { metaHeaderHandle } = await aws.client.send(
    new CreateWhatsAppMessageTemplateMediaCommand({
      id: travel,
      sourceS3File: { bucketName: 'media-example', key: 'a.jpg' },
    }),
  )
  const header = { type: 'HEADER', format: 'IMAGE', example: { header_handle: [metaHeaderHandle] } }

  expect(metaHeaderHandle).toMatch(/^4::/)
  expect(await create(aws, { ...aDefinition, components: [header, body] })).toMatchObject({
    templateStatus: 'PENDING',
  })
})

it('creates a template from Meta’s library of templates', async () => {
  await using aws = await aSocialMessaging()
  const { metaLibraryTemplates } = await aws.client.send(
    new ListWhatsAppTemplateLibraryCommand({ id: travel, filters: { language: 'en_US' } }),
  )
  const [entry] = metaLibraryTemplates!

  const { metaTemplateId } = await aws.client.send(
    new CreateWhatsAppMessageTemplateFromLibraryCommand({
      id: travel,
      metaLibraryTemplate: {
        templateName: 'on_its_way',
        libraryTemplateName: entry!.templateName,
        templateCategory: 'UTILITY',
        templateLanguage: 'en_US',
        libraryTemplateButtonInputs: [
          {
            type: 'URL',
            url: { base_url: 'https://travel.example.com/{{1}}', url_suffix_example: 'LT-1' },
          },
        ],
      },
    }),
  )

  expect(metaLibraryTemplates!.every(({ templateLanguage }) => templateLanguage === 'en_US')).toBe(
    true,
  )
  expect(await get(aws, { metaTemplateId })).toMatchObject({
    name: 'on_its_way',
    library_template_name: entry!.templateName,
    components: [
      { type: 'HEADER' },
      { type: 'BODY', text: entry!.templateBody },
      { type: 'BUTTONS', buttons: [{ url: 'https://travel.example.com/{{1}}' }] },
    ],
  })
})
