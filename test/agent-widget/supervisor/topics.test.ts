// Tests which edits the supervisors' page sends to change a WABA's list of topics into the list
// that a supervisor has chosen.
import { expect, it } from 'vitest'
import type { CurationState } from '#whatsapp/templates/curation'
import { edited } from '#whatsapp/templates/curation-edits'
import { topicEdits } from '../../../agent-widget/supervisor/topics.ts'

const before = ['a', 'b', 'c']
const state: CurationState = {
  rules: [{ templates: before.map((topic) => ({ name: `template_${topic}`, topic })) }],
  topics: before,
  ...{ undecided: [], newTemplatesWait: true },
}
const renamed = (names: Readonly<Record<string, string>>, order: readonly string[]) =>
  topicEdits(
    before,
    order.map((topic) => ({ topic, name: names[topic] ?? topic })),
  )
const after = (...of: Parameters<typeof renamed>) => {
  const { rules, topics } = renamed(...of).reduce((each, edit) => edited(each, {}, edit), state)
  return { topics, of: rules[0]!.templates.map(({ topic }) => topic) }
}

it('removes, orders and renames topics in one change, and makes no edit if nothing differs', () => {
  expect(after({ a: ' Arrival ' }, ['c', 'a'])).toEqual({
    topics: ['c', 'Arrival'],
    of: ['Arrival', undefined, 'c'],
  })
  expect(
    topicEdits(
      before,
      before.map((topic) => ({ topic, name: topic })),
    ),
  ).toEqual([])
})

it('keeps the templates of each topic when two topics swap their names', () => {
  expect(after({ a: 'b', b: 'c', c: 'd' }, before)).toEqual({
    topics: ['b', 'c', 'd'],
    of: ['b', 'c', 'd'],
  })
  expect(after({ a: 'b', b: 'a' }, before)).toEqual({
    topics: ['b', 'a', 'c'],
    of: ['b', 'a', 'c'],
  })
})
