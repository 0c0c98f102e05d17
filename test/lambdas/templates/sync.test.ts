import { beforeAll, expect, it } from 'vitest'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import {
  keyOf,
  type ListedTemplate,
  type TemplateList,
} from '../../../lambdas/model/template-list.ts'
import type { TemplateStore } from '../../../lambdas/model/template-ports.ts'
import { aTemplate, body } from '../whatsapp/templates/templates.ts'

const HOUR = 3_600_000
let syncTemplates: typeof import('../../../lambdas/functions/sync-templates.ts').syncTemplates

beforeAll(async () => {
  // The handler beside it is told its table when the file is loaded, as in Lambda.
  process.env.TABLE = 'not-used'
  ;({ syncTemplates } = await import('../../../lambdas/functions/sync-templates.ts'))
})

const listed = (name: string, rest: Partial<ListedTemplate> = {}): ListedTemplate => ({
  name,
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  ...rest,
})

function inMemoryStore(): TemplateStore & { lists: TemplateList[] } {
  const lists: TemplateList[] = []
  const definitions = new Map<string, unknown>()
  let reads = new Map<string, string>()
  return {
    lists,
    head: async () =>
      lists.at(-1) && { version: lists.at(-1)!.version, syncedAt: lists.at(-1)!.syncedAt! },
    list: async () => lists.at(-1),
    publish: async (_, list) => void lists.push(list),
    reads: async () => new Map(reads),
    noteReads: async (_, noted) => {
      reads = new Map(noted)
    },
    definition: async (_, name, language) => definitions.get(keyOf({ name, language })),
    keep: async (_, template, definition) => void definitions.set(keyOf(template), definition),
    forget: async (_, key) => void definitions.delete(key),
  }
}

/** Meta with these templates; what was read is noted, and after `allowed` reads it is throttled. */
function aWorld(templates: ListedTemplate[], { allowed = 1000 } = {}) {
  const world = {
    templates,
    read: [] as string[],
    now: new Date('2026-03-02T12:00:00Z'),
    store: inMemoryStore(),
    allowed,
  }
  const run = () =>
    syncTemplates({
      source: { wabas: async () => ['waba-1'], listed: async () => world.templates },
      templates: {
        async get(_, name) {
          if (world.read.length >= world.allowed)
            throw new UpstreamFailure('GetWhatsAppMessageTemplate', {
              certain: true,
              retryable: true,
              cause: 'slow down',
            })
          world.read.push(name)
          return aTemplate({ name, components: [body(`${name} says hello`)] })
        },
      },
      store: world.store,
      now: () => world.now,
      pause: async () => {},
    })()
  const list = () => world.store.lists.at(-1)!.templates
  return { world, run, list }
}

it('reads every definition once, and again only after a day', async () => {
  const { world, run } = aWorld([listed('a'), listed('b')])

  await run()
  await run()
  expect(world.read).toEqual(['a', 'b'])

  world.now = new Date(world.now.getTime() + 24 * HOUR)
  await run()
  expect(world.read).toEqual(['a', 'b', 'a', 'b'])
})

it('reads again at once what its listing says has changed', async () => {
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

it('throttled, it shows what it has, and reads the rest next time', async () => {
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

it('forgets what Meta no longer has', async () => {
  const { world, run, list } = aWorld([listed('a'), listed('b')])
  await run()

  world.templates = [listed('a')]
  await run()

  expect(list().map(({ name }) => name)).toEqual(['a'])
  expect(await world.store.definition('waba-1', 'b', 'en_US')).toBeUndefined()
})
