import { beforeAll, expect, it } from 'vitest'
import type { ListedForm, ListedTemplate } from '#model/template-list'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { aTemplate, body } from '../whatsapp/templates/templates.ts'
import { inMemoryStore, inMemoryWatch, listed } from './in-memory.ts'

const HOUR = 3_600_000
let syncTemplates: typeof import('../../../lambdas/templates/sync.ts').syncTemplates

beforeAll(async () => {
  // The table's name must be set before the module is loaded, because the module reads it then.
  process.env.TABLE = 'not-used'
  ;({ syncTemplates } = await import('../../../lambdas/templates/sync.ts'))
})

/**
 * Returns a world in which Meta has these templates. The world records which templates are read,
 * and throttles after `allowed` reads.
 */
function aWorld(templates: ListedTemplate[], { allowed = 1000 } = {}) {
  const world = {
    templates,
    read: [] as string[],
    now: new Date('2026-03-02T12:00:00Z'),
    store: inMemoryStore(),
    watch: inMemoryWatch(),
    allowed,
    /** Whether the call that lists the templates fails. */
    isListingDown: false,
    rejectedFor: undefined as string | undefined,
    appeared: [] as string[][],
    forms: [] as Omit<ListedForm, 'preview'>[] | 'refused',
    /** When the URL of a form's preview expires, if the preview is requested now. */
    previewUntil: new Date('2026-04-01T12:00:00Z'),
    previews: [] as string[],
    curations: {
      noteNew: async (_: string, names: readonly string[]): Promise<void> =>
        void world.appeared.push([...names]),
    },
  }
  const run = () =>
    syncTemplates({
      source: {
        wabas: async () => ['waba-1'],
        async list() {
          if (!world.isListingDown) return world.templates
          const details = { certain: true, retryable: true, cause: 'slow down' }
          throw new UpstreamFailure('ListWhatsAppMessageTemplates', details)
        },
      },
      forms: {
        async list() {
          if (world.forms !== 'refused') return world.forms
          const details = { certain: true, retryable: false, cause: 'not allowed' }
          throw new UpstreamFailure('ListWhatsAppFlows', details)
        },
        async preview(_, id, options) {
          world.previews.push(options?.renew ? `${id} again` : id)
          const until = options?.renew
            ? new Date(world.now.getTime() + 30 * 24 * HOUR)
            : world.previewUntil
          const url = `https://example.com/${id}/${world.previews.length}`
          return { url, until: until.toISOString() }
        },
      },
      templates: {
        async get(_, name) {
          if (world.read.length >= world.allowed)
            throw new UpstreamFailure('GetWhatsAppMessageTemplate', {
              certain: true,
              retryable: true,
              cause: 'slow down',
            })
          world.read.push(name)
          return {
            ...aTemplate({ name, components: [body(`${name} says hello`)] }),
            rejected_reason: world.rejectedFor,
          }
        },
      },
      store: world.store,
      watch: world.watch,
      curations: world.curations,
      now: () => world.now,
      pause: async () => {},
    })()
  const list = () => world.store.lists.at(-1)!.templates
  return { world, run, list }
}

it('reads every definition in the first run, and again only after a day', async () => {
  const { world, run } = aWorld([listed('a'), listed('b')])

  await run()
  await run()
  expect(world.read).toEqual(['a', 'b'])

  world.now = new Date(world.now.getTime() + 24 * HOUR)
  await run()
  expect(world.read).toEqual(['a', 'b', 'a', 'b'])
})

it('reads a definition again as soon as Meta’s listing shows a change of the template', async () => {
  const { world, run, list } = aWorld([listed('a'), listed('b')])
  await run()

  world.templates = [listed('a'), listed('b', { status: 'PAUSED' })]
  await run()

  expect(world.read).toEqual(['a', 'b', 'b'])
  expect(list()[1]).toMatchObject({
    name: 'b',
    status: 'PAUSED',
    why: [{ code: 'template_not_approved' }],
  })
})

it('publishes the templates that were read before AWS throttled the sync, and reads the others in the next run', async () => {
  const { world, run, list } = aWorld([listed('a'), listed('b'), listed('c')], { allowed: 2 })
  await run()
  expect(list().map(({ name, unread }) => [name, unread ?? false])).toEqual([
    ['a', false],
    ['b', false],
    ['c', true],
  ])

  world.allowed = 1000
  await run()

  expect(world.read).toEqual(['a', 'b', 'c'])
  expect(list().every(({ unread }) => !unread)).toBe(true)
})

it('keeps the last list and its time while the templates cannot be listed, and keeps its version if nothing changed', async () => {
  const { world, run } = aWorld([listed('a')])
  await run()
  const before = { ...world.store.lists.at(-1)! }
  const passed = () => {
    world.now = new Date(world.now.getTime() + HOUR)
  }

  world.isListingDown = true
  passed()
  await run()
  const whileDown = world.store.lists.at(-1)!
  world.isListingDown = false
  passed()
  await run()
  const after = world.store.lists.at(-1)!

  expect(whileDown).toEqual(before)
  expect(after).toEqual({ ...before, syncedAt: world.now.toISOString() })
})

it('removes templates that Meta no longer has', async () => {
  const { world, run, list } = aWorld([listed('a'), listed('b')])
  await run()

  world.templates = [listed('a')]
  await run()

  expect(list().map(({ name }) => name)).toEqual(['a'])
  expect(await world.store.definition('waba-1', 'b', 'en_US')).toBeUndefined()
})

it('records a template as new before agents can see the template, but records none in the first run', async () => {
  const { world, run, list } = aWorld([listed('a'), listed('b')])
  await run()
  expect(world.appeared).toEqual([])

  world.templates = [listed('a'), listed('a', { language: 'es' }), listed('b'), listed('c')]
  const { noteNew } = world.curations
  world.curations.noteNew = async (waba, names) => {
    expect(list().map(({ name }) => name)).toEqual(['a', 'b'])
    await noteNew(waba, names)
  }
  await run()
  await run()

  expect(world.appeared).toEqual([['c']])
})

it('stores the time of the last change of a template’s status or quality', async () => {
  const { world, run, list } = aWorld([listed('a'), listed('b')])
  const sinceOf = (name: string) => list().find((each) => each.name === name)?.since
  await run()
  expect([sinceOf('a'), sinceOf('b')]).toEqual([undefined, undefined])

  world.now = new Date('2026-03-02T13:00:00Z')
  world.templates = [listed('a', { status: 'PAUSED' }), listed('b'), listed('c')]
  await run()
  world.now = new Date('2026-03-02T14:00:00Z')
  world.templates = [
    listed('a', { status: 'PAUSED' }),
    listed('b', { quality: 'RED' }),
    listed('c'),
  ]
  await run()

  expect(['a', 'b', 'c'].map(sinceOf)).toEqual([
    '2026-03-02T13:00:00.000Z',
    '2026-03-02T14:00:00.000Z',
    '2026-03-02T13:00:00.000Z',
  ])
})

it('stores the better quality that a template had before, until its quality changes again', async () => {
  const { world, run, list } = aWorld([listed('a', { quality: 'GREEN' })])
  const fellAfter = async (quality: string, status = 'APPROVED') => {
    world.templates = [listed('a', { quality, status })]
    await run()
    return list()[0]?.fellFrom
  }
  await run()

  expect(await fellAfter('YELLOW')).toBe('GREEN')
  expect(await fellAfter('YELLOW', 'PAUSED')).toBe('GREEN')
  expect(await fellAfter('RED')).toBe('YELLOW')
  expect(await fellAfter('GREEN')).toBeUndefined()
  expect(await fellAfter('UNKNOWN')).toBeUndefined()
})

it('reads no more definitions than the hourly budget of calls allows, and reads the others in a later run', async () => {
  const { world, run, list } = aWorld([listed('a'), listed('b'), listed('c')])
  world.watch.calls = 2
  await run()
  expect(world.read).toEqual(['a'])

  world.watch.calls = 1_000
  await run()
  expect(list().every(({ unread }) => !unread)).toBe(true)
})

it('keeps a change that an event reports while the sync reads the templates', async () => {
  const { world, run, list } = aWorld([listed('a'), listed('b')])
  await run()
  const [a, b] = list()
  const paused = { ...b!, status: 'PAUSED' }
  const { list: stored } = world.store
  world.store.list = async (waba) => {
    const before = await stored(waba)
    // An event is processed right after syncTemplates has read the stored list, and changes the
    // list.
    world.store.list = stored
    world.store.lists.push({ ...before!, version: 'of the event', templates: [a!, paused] })
    return before
  }
  world.templates = [listed('a', { quality: 'YELLOW' }), listed('b')]

  await run()

  expect(list()).toMatchObject([{ quality: 'YELLOW' }, { status: 'PAUSED' }])
})

it('stores each change of a template, but not the state in which it was first read', async () => {
  const { world, run } = aWorld([listed('a', { quality: 'GREEN' })])
  await run()
  await run()
  world.templates = [listed('a', { quality: 'RED' }), listed('b', { status: 'PENDING' })]
  await run()

  const { templates } = await world.watch.read('waba-1')
  const at = world.now.toISOString()
  expect(templates.map(({ name, changes }) => [name, changes])).toEqual([
    ['a', [{ at, status: 'APPROVED', category: 'UTILITY', quality: 'RED' }]],
    ['b', [{ at, status: 'PENDING', category: 'UTILITY' }]],
  ])
})

it('stores why Meta rejected a template', async () => {
  const { world, run, list } = aWorld([listed('a', { status: 'REJECTED' })])
  world.rejectedFor = 'SCAM'
  await run()

  expect(list()).toMatchObject([{ rejectedFor: 'SCAM' }])
})

it('lists the forms with their previews, and reads a preview again only after its link has expired', async () => {
  const { world, run } = aWorld([listed('a')])
  world.forms = [
    { id: '2', name: 'Survey', status: 'DEPRECATED' },
    { id: '1', name: 'Appointment', status: 'PUBLISHED' },
  ]

  await run()
  await run()
  const forms = world.store.lists.at(-1)!.forms
  const versions = world.store.lists.map(({ version }) => version)
  world.now = new Date('2026-04-02T12:00:00Z')
  await run()

  expect(forms).toEqual([
    {
      id: '1',
      name: 'Appointment',
      status: 'PUBLISHED',
      preview: { url: 'https://example.com/1/1', until: '2026-04-01T12:00:00.000Z' },
    },
    { id: '2', name: 'Survey', status: 'DEPRECATED' },
  ])
  expect(versions[1]).toBe(versions[0])
  expect(world.previews).toEqual(['1', '1', '1 again'])
  expect(world.store.lists.at(-1)!.forms![0]!.preview!.url).toBe('https://example.com/1/3')
})

it('counts calls for forms in the hourly budget, and reads no preview when the budget is spent', async () => {
  const { world, run } = aWorld([])
  world.forms = ['1', '2', '3'].map((id) => ({ id, name: id, status: 'PUBLISHED' }))
  world.watch.calls = 4

  await run()
  const { previews, watch } = world
  expect([previews, watch.calls]).toEqual([['1', '2'], 0])

  watch.calls = 1_000
  await run()
  expect(previews).toEqual(['1', '2', '3'])
  // Of the 1000 allowed calls, three were made: two to list the templates and the forms, and one to
  // read the missing preview.
  expect(watch.calls).toBe(997)
})

it('keeps the known forms, and still reads the templates, while the forms cannot be read', async () => {
  const { world, run, list } = aWorld([listed('a')])
  world.forms = [{ id: '1', name: 'Appointment', status: 'PUBLISHED' }]
  await run()

  world.forms = 'refused'
  world.templates = [listed('a'), listed('b')]
  await run()

  expect(world.store.lists.at(-1)!.forms).toMatchObject([{ id: '1', status: 'PUBLISHED' }])
  expect(list().map(({ name }) => name)).toEqual(['a', 'b'])
})
