// Supervisors export and import their settings as a file in the format of the command line.
import { expect, it } from 'vitest'
import { inMemoryApi, WABA } from './in-memory.ts'

const FILE = `/supervisor/wabas/${WABA}/curation-file`
const rules = [
  { templates: [{ name: 'a', pinned: true, topic: 'Greetings' }] },
  { queues: ['queue-1'], others: 'not_offered' as const, templates: [{ name: 'b' }] },
]
const stored = { rules, topics: ['Greetings'], newTemplatesWait: true, version: 'one' }

it('exports a file with the names of queues, and changes nothing if that file is imported', async () => {
  const { ask } = inMemoryApi(stored)

  const { file } = await (await ask('GET', FILE)).json()
  const check = await (await ask('POST', `${FILE}/check`, { file })).json()
  const applied = await (await ask('POST', FILE, { before: 'one', file })).json()

  expect(file).toEqual({
    waba: WABA,
    newTemplates: 'wait',
    topics: ['Greetings'],
    rules: [rules[0], { ...rules[1], queues: ['Repairs'] }],
  })
  expect(check).toEqual({ problems: [], lines: [], version: 'one' })
  expect(applied).toEqual({ version: 'one' })
})

it('lists what a file would change, and records its import as one change that can be undone', async () => {
  const { world, ask } = inMemoryApi(stored)
  const file = { waba: WABA, rules: [{ templates: [{ name: 'c', offered: false }] }] }

  const check = await (await ask('POST', `${FILE}/check`, { file })).json()
  const before = world.curation
  const { id } = await (await ask('POST', FILE, { before: check.version, file })).json()
  const after = world.curation
  await ask('POST', `/supervisor/wabas/${WABA}/changes/${id}/undo`)

  expect(check.lines.map(({ kind, names }: any) => [kind, ...names].join(' '))).toEqual([
    ...['not_pinned a', 'topic a', 'not_offered c', 'others_as_before', 'as_others b'],
  ])
  expect(before.rules).toEqual(rules)
  expect(after).toMatchObject({ rules: file.rules, newTemplatesWait: true })
  expect(world.curation).toMatchObject({ rules, topics: ['Greetings'] })
})

it('reports each problem of a file with its path, and then applies nothing', async () => {
  const { world, ask } = inMemoryApi(stored)
  const file = {
    waba: WABA,
    rules: [
      {
        queues: ['Repair'],
        templates: [
          { name: 'z' },
          { name: 'a', language: 'fr' },
          { name: 'b', successor: 'b', labels: { 'body.1': 'Day' } },
        ],
      },
    ],
  }
  const problemsIn = async (wrong: object) =>
    (await (await ask('POST', `${FILE}/check`, { file: wrong })).json()).problems.map(
      ({ path, code }: any) => `${path} ${code}`,
    )

  expect(await problemsIn(file)).toEqual([
    'rules.0.queues.0 no_such_queue',
    'rules.0.templates.0.name no_such_template',
    'rules.0.templates.1.language no_such_language',
    'rules.0.templates.2.successor own_successor',
    'rules.0.templates.2.labels.body.1 fields_unreadable',
  ])
  expect(await problemsIn({ ...file, rules: [{ templates: [{ name: 1 }] }] })).toEqual([
    'rules.0.templates.0.name file_malformed',
  ])
  const [title, topic] = ['ñ'.repeat(81), 'x'.repeat(81)]
  expect(
    await problemsIn({
      waba: WABA,
      topics: [topic],
      rules: [{ templates: [{ name: 'z', title }] }],
    }),
  ).toEqual([
    ...['topics.0 file_malformed', 'rules.0.templates.0.title file_malformed'],
    'rules.0.templates.0.name no_such_template',
  ])
  expect(await problemsIn({ ...file, waba: 'waba-2' })).toEqual(['waba file_of_other_waba'])
  const refused = await ask('POST', FILE, { before: 'one', file })
  expect([refused.status, (await refused.json()).problems.length]).toEqual([422, 5])
  expect(world.changes).toEqual([])
})

it('answers 409 if somebody else has changed something since the file was checked', async () => {
  const { ask } = inMemoryApi(stored)
  const { status, json } = await ask('POST', FILE, {
    before: 'none',
    file: { waba: WABA, rules: [] },
  })

  expect([status, (await json()).problems[0].code]).toEqual([409, 'curation_changed'])
})

it('accepts a file with everything that supervisors can store, although other requests must be smaller', async () => {
  const { ask } = inMemoryApi(stored)
  const note = 'n'.repeat(300)
  const templates = Array.from({ length: 800 }, (_, i) => ({ name: `t${i}`, note }))
  const check = (file: object) => ask('POST', `${FILE}/check`, { file })

  const large = await check({ waba: WABA, rules: [{ templates }] })
  const endless = await check({
    waba: WABA,
    rules: [{ templates: [...templates, ...templates, ...templates] }],
  })

  expect((await large.json()).problems).toHaveLength(800)
  expect([endless.status, (await endless.json()).problems[0].code]).toEqual([
    ...[400, 'message_too_large'],
  ])
})
