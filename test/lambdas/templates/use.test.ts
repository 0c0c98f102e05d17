// Records when templates were sent, and whether contacts have the attributes that fill their
// fields.
import { beforeAll, expect, it } from 'vitest'
import type { TemplateWatch } from '#model/template-ports'
import { inMemoryWatch } from './in-memory.ts'

let templateUse: typeof import('../../../lambdas/templates/use.ts').templateUse

beforeAll(async () => {
  // The table's name must be set before the module is loaded, because the module reads it then.
  process.env.TABLE = 'not-used'
  ;({ templateUse } = await import('../../../lambdas/templates/use.ts'))
})

const WABA = 'waba-1'

function aWorld(watch: TemplateWatch = inMemoryWatch()) {
  const world = { now: new Date('2026-11-02T09:00:00Z'), uses: 0 }
  const counting: TemplateWatch = {
    ...watch,
    noteUse(...args) {
      world.uses += 1
      return watch.noteUse(...args)
    },
  }
  const note = templateUse({ watch: counting, now: () => world.now })
  const send = (missing: string[] = []) =>
    note({
      ...{ wabaId: WABA, template: { name: 'a', language: 'en_US' }, missing },
      defaults: { 'body.1': 'Friday', 'body.2': { attribute: 'order' } },
    })
  return { world, send, read: () => watch.read(WABA) }
}

it('records when a template was last used, with at most one write every five minutes', async () => {
  const { world, send, read } = aWorld()
  await send()
  await send()
  expect(world.uses).toBe(1)

  world.now = new Date('2026-11-02T09:05:00Z')
  await send()
  expect((await read()).templates).toMatchObject([{ usedAt: '2026-11-02T09:05:00.000Z' }])
})

it('counts the messages whose contacts lacked an attribute, and records whether any contact had it', async () => {
  const { send, read } = aWorld()
  await send(['order'])
  await send(['order'])
  expect((await read()).attributes).toEqual([
    { attribute: 'order', uses: 2, filled: 0, since: '2026-11-02T09:00:00.000Z' },
  ])

  await send()
  expect((await read()).attributes).toMatchObject([{ uses: 3, filled: 1 }])
})

it('does not fail if the use of a template cannot be recorded', async () => {
  const fails = async () => {
    throw new Error('no table')
  }
  const { send } = aWorld({ ...inMemoryWatch(), noteUse: fails, noteAttribute: fails })

  await expect(send()).resolves.toBeUndefined()
})
