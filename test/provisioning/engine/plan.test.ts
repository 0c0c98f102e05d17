import { expect, it } from 'vitest'
import { type PlannedChange, planLines } from '../../../provisioning/engine/plan.ts'

const change = (
  action: PlannedChange['action'],
  summary: string,
  name = 'connect-whatsapp-app',
): PlannedChange => ({ part: 'stack', name, action, summary })
const numbered = (count: number, of: (n: number) => PlannedChange) =>
  Array.from({ length: count }, (_, n) => of(n))

const changes = [
  ...numbered(20, (n) => change('create', `add queue connect-whatsapp-q${n}`)),
  change('create', 'add table connect-whatsapp-conversations', 'connect-whatsapp-data'),
  ...numbered(14, (n) => change('update', `modify queue connect-whatsapp-q${n}: Tags`)),
  change('update', 'modify function connect-whatsapp-sweep: Tags'),
  change('update', 'modify function connect-whatsapp-sweep: Environment, Tags'),
  ...numbered(13, (n) => change('delete', `remove alarm connect-whatsapp-a${n}`)),
]

it('counts new resources, and equal changes of many resources, by kind', () => {
  const lines = planLines({ changes, stays: [], notes: [] })

  expect(lines.filter((line) => !/: remove /.test(line))).toEqual([
    'Changes:',
    '  + connect-whatsapp-app: add queue × 20 (--details lists each)',
    '  ~ connect-whatsapp-app: modify 15 resources: Tags (--details lists each)',
    '      queue × 14, function',
    '  + connect-whatsapp-data: add table connect-whatsapp-conversations',
    '  ~ connect-whatsapp-app: modify function connect-whatsapp-sweep: Environment, Tags',
    '',
  ])
})

it('wraps the counts of a group between two kinds of resources, within 80 columns', () => {
  const kinds = ['queue', 'topic', 'function', 'role', 'alarm', 'log group', 'event rule', 'route']
  const many = numbered(26, (n) => change('create', `add ${kinds[n % 8]} connect-whatsapp-${n}`))

  const lines = planLines({ changes: many, stays: [], notes: [] })

  expect(lines.slice(1)).toEqual([
    '  + connect-whatsapp-app: add 26 resources (--details lists each)',
    '      queue × 4, topic × 4, function × 3, role × 3, alarm × 3, log group × 3,',
    '      event rule × 3, route × 3',
    '',
  ])
})

it('names each deleted resource even without --details, and every resource with --details', () => {
  const removed = (lines: string[]) => lines.filter((line) => /: remove alarm /.test(line))

  expect(removed(planLines({ changes, stays: [], notes: [] }))).toHaveLength(13)
  expect(planLines({ changes, stays: [], notes: [] }, { details: true })).toHaveLength(
    changes.length + 2,
  )
})
