// Between two complete reads of an account's templates, single templates are read: after an event
// about the template, and every minute for native numbers.
import { beforeAll, expect, it } from 'vitest'
import { type ListedTemplate, summaryOf, toTemplateList } from '#model/template-list'
import type { WatchedAccount } from '#model/watch'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { parseWhatsAppEnvelope } from '#whatsapp/events/events'
import type { AccountEvent, TemplateEvent } from '#whatsapp/events/types'
import { aTemplate, body } from '../whatsapp/templates/templates.ts'
import { inMemoryStore, inMemoryWatch, listed } from './in-memory.ts'

const WABA = 'waba-1'
const MINUTE = 60_000
const NO_RULES = { rules: [], undecided: [], newTemplatesWait: false, version: 'none' }
let modules: typeof import('../../../lambdas/templates/refresh.ts') &
  typeof import('../../../lambdas/templates/template-events.ts') &
  typeof import('../../../lambdas/templates/watch.ts')

beforeAll(async () => {
  // The table's name must be set before the modules are loaded, because they read it then.
  process.env.TABLE = 'not-used'
  const all = await Promise.all([
    import('../../../lambdas/templates/refresh.ts'),
    import('../../../lambdas/templates/template-events.ts'),
    import('../../../lambdas/templates/watch.ts'),
  ])
  modules = Object.assign({}, ...all)
})

const FORMS = [{ id: '17', name: 'Visit', status: 'PUBLISHED' }]

/**
 * Returns a world in which these templates are stored. If one of them is read, Meta's answer
 * contains the template's entry in `definitions`.
 */
function aWorld(stored: readonly (ListedTemplate & { since?: string })[]) {
  const world = {
    store: inMemoryStore(),
    watch: inMemoryWatch(),
    now: new Date('2026-11-02T09:00:00Z'),
    /** What Meta returns for a template besides its name and text. */
    definitions: new Map<string, object | 'unavailable'>(),
    asked: [] as string[],
    mode: 'native' as WatchedAccount['mode'],
  }
  const text = (name: string) => ({ components: [body(`${name} says hello`)] })
  world.store.lists.push(
    toTemplateList(
      stored.map((each) => ({
        ...summaryOf(each, { ...aTemplate({ name: each.name, ...text(each.name) }) }),
        ...(each.since ? { since: each.since } : {}),
      })),
      new Date('2026-11-02T08:59:00Z'),
      FORMS,
    ),
  )
  const now = () => world.now
  const refresh = modules.refreshing({
    templates: {
      async get(_, name) {
        world.asked.push(name)
        const found = world.definitions.get(name)
        if (found === 'unavailable')
          throw new UpstreamFailure('GetWhatsAppMessageTemplate', {
            ...{ certain: true, retryable: true, cause: 'slow down' },
          })
        return found && { ...aTemplate({ name, ...text(name) }), ...found }
      },
    },
    ...{ store: world.store, watch: world.watch, now },
  })
  const reports = modules.templateEvents({ refresh, watch: world.watch, now })
  const run = modules.watchTemplates({
    wabas: {
      accounts: async () => [
        {
          ...{ id: WABA, name: 'Lighthouse Travel' },
          account: {
            ...{ metaId: '1', mode: world.mode, numbers: [], readAt: '2026-11-02T08:58:00.000Z' },
          },
        },
      ],
    },
    ...{ store: world.store, watch: world.watch, refresh, judge: async () => {}, now },
    curations: { read: async () => NO_RULES },
    breakers: { read: () => Promise.reject(new Error('nobody is notified')) },
    notify: undefined,
  })
  const list = () => world.store.lists.at(-1)!.templates
  const reported = (field: string, value: object) => {
    const context = { MetaWabaIds: [{ wabaId: '1', arn: 'arn:aws:social-messaging:::waba/1' }] }
    const whatsAppWebhookEntry = { id: '1', changes: [{ field, value }] }
    const [event] = parseWhatsAppEnvelope({ context, whatsAppWebhookEntry })
    return event?.about === 'account'
      ? reports.account(event as AccountEvent)
      : reports.template(event as TemplateEvent)
  }
  return { world, run, list, reported }
}

const named = (name: string) => ({
  message_template_id: 1,
  message_template_name: name,
  message_template_language: 'en-US',
})

it('updates a template in the list as soon as an event reports it', async () => {
  const { world, list, reported } = aWorld([listed('a'), listed('b')])
  world.definitions.set('a', { status: 'PAUSED' })

  await reported('message_template_status_update', { event: 'PAUSED', ...named('a') })

  expect(world.asked).toEqual(['a'])
  expect(list()).toMatchObject([
    { name: 'a', status: 'PAUSED', since: world.now.toISOString() },
    { name: 'b', status: 'APPROVED' },
  ])
  expect(list()[0]!.why).toMatchObject([{ code: 'template_not_approved' }])
  expect(world.store.lists.at(-1)!.forms).toEqual(FORMS)
  expect((await world.watch.read(WABA)).templates).toMatchObject([
    { name: 'a', changes: [{ status: 'PAUSED' }] },
  ])
})

it('lists the reason that an event gives for a rejection as long as the template is rejected', async () => {
  const { world, list, reported } = aWorld([listed('a', { status: 'PENDING' })])
  const event = { event: 'REJECTED', ...named('a') }
  world.definitions.set('a', { status: 'REJECTED', rejected_reason: 'NONE' })

  await reported('message_template_status_update', { ...event, reason: 'NONE' })
  expect(list()[0]!.rejectedFor).toBeUndefined()
  await reported('message_template_status_update', { ...event, reason: 'SCAM' })
  expect(list()[0]!.rejectedFor).toBe('SCAM')

  // If an event does not report a status, the reason for the rejection stays.
  await reported('message_template_quality_update', { new_quality_score: 'RED', ...named('a') })
  world.definitions.set('a', { status: 'APPROVED' })
  await reported('message_template_status_update', { event: 'APPROVED', ...named('a') })
  expect(list()[0]!.rejectedFor).toBeUndefined()
})

it('uses the status in Meta’s answer if an event that reports another status was late', async () => {
  const { world, list, reported } = aWorld([listed('a', { status: 'PENDING' })])
  world.definitions.set('a', { status: 'APPROVED' })

  await reported('message_template_status_update', { event: 'REJECTED', ...named('a') })

  expect(list()).toMatchObject([{ status: 'APPROVED' }])
})

it.each([
  ['Meta’s answer does not have the change yet', { status: 'APPROVED' }],
  ['Meta does not answer', 'unavailable' as const],
])('uses the status and quality in the event if %s', async (_, answer) => {
  const { world, list, reported } = aWorld([listed('a')])
  world.definitions.set('a', answer)

  await reported('message_template_status_update', { event: 'PAUSED', ...named('a') })
  await reported('message_template_quality_update', {
    ...{ previous_quality_score: 'GREEN', new_quality_score: 'RED' },
    ...named('a'),
  })

  expect(list()).toMatchObject([{ status: 'PAUSED', quality: 'RED' }])
})

it('stores the date of a change of category until the category has changed', async () => {
  const { world, list, reported } = aWorld([listed('a')])
  world.definitions.set('a', { status: 'APPROVED', category: 'UTILITY' })
  const next = async () => (await world.watch.read(WABA)).templates[0]?.nextCategory

  await reported('template_category_update', {
    ...{ new_category: 'UTILITY', correct_category: 'MARKETING' },
    ...{ category_update_timestamp: 1793696400, ...named('a') },
  })
  expect(await next()).toEqual({
    ...{ to: 'MARKETING', at: '2026-11-03T09:00:00.000Z', since: world.now.toISOString() },
  })
  expect(list()).toMatchObject([{ category: 'UTILITY' }])

  await reported('template_category_update', {
    ...{ previous_category: 'UTILITY', new_category: 'MARKETING', ...named('a') },
  })
  expect([await next(), list()[0]!.category]).toEqual([undefined, 'MARKETING'])
})

it('ignores events about new or deleted templates, which the sync processes', async () => {
  const { world, list, reported } = aWorld([listed('a')])
  world.definitions.set('new', { status: 'APPROVED' })

  await reported('message_template_status_update', { event: 'APPROVED', ...named('new') })
  await reported('message_template_status_update', { event: 'DELETED', ...named('a') })

  expect(list()).toMatchObject([{ name: 'a', status: 'APPROVED' }])
})

it.each([
  ['business_capability_update', 2_000, 2_000],
  ['business_capability_update', -1, -1],
  ['phone_number_quality_update', 'TIER_10K', 10_000],
  ['phone_number_quality_update', 'TIER_UNLIMITED', -1],
  ['business_capability_update', undefined, undefined],
])(
  'reads the messaging limit of the account from the event %s with the value %s',
  async (field, value, limit) => {
    const { world, reported } = aWorld([])

    await reported(field, { max_daily_conversations_per_business: value })

    expect((await world.watch.read(WABA)).limit?.value).toBe(limit)
  },
)

it('reads native templates again if they were sent or entered review in the last hour', async () => {
  const since = '2026-11-02T08:30:00.000Z'
  const { world, run, list } = aWorld([
    listed('fine'),
    ...[listed('long_in_review', { status: 'PENDING' })].map((each) => ({
      ...each,
      since: '2026-11-02T07:00:00.000Z',
    })),
    { ...listed('in_review', { status: 'PENDING' }), since },
    listed('sent'),
  ])
  for (const { name, status } of list()) world.definitions.set(name, { status })
  await world.watch.noteUse(WABA, listed('sent'), new Date('2026-11-02T08:01:00Z'))
  await world.watch.noteUse(WABA, listed('fine'), new Date('2026-11-02T07:59:00Z'))
  world.definitions.set('in_review', { status: 'APPROVED' })

  expect(await run()).toEqual({ [WABA]: { asked: 2 } })
  expect(world.asked).toEqual(['in_review', 'sent'])
  expect(list().find(({ name }) => name === 'in_review')?.status).toBe('APPROVED')
  expect((await world.watch.read(WABA)).templates).toContainEqual(
    expect.objectContaining({ name: 'sent', askedAt: world.now.toISOString() }),
  )

  world.now = new Date(world.now.getTime() + MINUTE)
  world.asked = []
  await run()
  expect(world.asked).toEqual([])
})

it('reads no more templates than the hourly budget of calls allows', async () => {
  const { world, run } = aWorld([listed('a'), listed('b')])
  for (const name of ['a', 'b']) {
    world.definitions.set(name, { status: 'APPROVED' })
    await world.watch.noteUse(WABA, listed(name), world.now)
  }
  world.watch.calls = 1
  await run()
  await run()
  expect(world.asked).toEqual(['a'])

  world.watch.calls = 100
  world.mode = 'bridged'
  await run()
  expect(world.asked).toEqual(['a'])
})
