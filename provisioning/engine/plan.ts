// A plan: sentences about the changes that a command would make, and their layout.
import type { Change } from './resource.ts'

export interface PlannedChange extends Pick<Change, 'summary'> {
  part: 'stack' | 'channel'
  /** The resource that changes. */
  name: string
  action: Change['action']
}

export interface Plan {
  changes: readonly PlannedChange[]
  stays: readonly { name: string; summary: string }[]
  /** Changes that are impossible or not allowed, as sentences with the remedy. */
  problems?: readonly string[]
  /**
   * Information for the person who decides, such as steps that connect-whatsapp does not do itself.
   */
  notes: readonly string[]
}

const SIGNS = { create: '+', update: '~', delete: '-' } as const

export const planLine = ({
  action,
  name,
  summary,
}: Pick<PlannedChange, 'action' | 'name' | 'summary'>) => `  ${SIGNS[action]} ${name}: ${summary}`

/**
 * Returns the lines of a plan. If a stack gets many new resources, or many resources change in the
 * same way, one line counts them by kind, unless `details` is true. Every deletion gets a separate
 * line.
 */
export function planLines(
  { changes, stays, problems = [], notes }: Plan,
  { details = false } = {},
): string[] {
  const channel = changes.filter(({ part }) => part === 'channel')
  const stack = changes.filter(({ part }) => part === 'stack')
  const many = details ? [] : groups(stack)
  const grouped = new Set(many.flat())
  return [
    ...section('Changes:', [
      ...channel.map(planLine),
      ...many.flatMap(groupLines),
      ...stack.filter((change) => !grouped.has(change)).map(planLine),
    ]),
    ...section(
      'Unchanged:',
      stays.map(({ name, summary }) => `  = ${name}: ${summary}`),
    ),
    ...section(
      'Problems:',
      problems.map((problem) => `  ✗ ${problem}`),
    ),
    ...section(
      'Notes:',
      notes.map((note) => `  ! ${note}`),
    ),
  ]
}

const FEW = 12

/**
 * Groups resources that share a line in the plan: the new resources of each stack if there are
 * many, and resources of which the same properties change.
 */
function groups(stack: readonly PlannedChange[]): PlannedChange[][] {
  const added = stack.filter(({ action }) => action === 'create')
  const modified = stack.filter((change) => propertiesOf(change) !== undefined)
  return [
    ...(added.length > FEW ? by(({ name }) => name, added).filter(({ length }) => length > 1) : []),
    ...by((change) => `${change.name} ${propertiesOf(change)}`, modified).filter(
      ({ length }) => length > FEW,
    ),
  ]
}

function by(key: (change: PlannedChange) => string, changes: readonly PlannedChange[]) {
  const found = new Map<string, PlannedChange[]>()
  for (const change of changes) found.set(key(change), [...(found.get(key(change)) ?? []), change])
  return [...found.values()]
}

/**
 * Returns the changed properties in a summary: "modify queue connect-whatsapp-replies.fifo:
 * VisibilityTimeout" → "VisibilityTimeout".
 */
const propertiesOf = ({ summary }: PlannedChange) => /^modify .*?: (.*)$/.exec(summary)?.[1]

/**
 * Longer lines of groups are wrapped here, because a terminal would break long lines in the middle
 * of a word.
 */
const COLUMNS = 80

function groupLines(group: readonly PlannedChange[]): string[] {
  const [first] = group
  const kinds = new Map<string, number>()
  for (const { summary } of group) kinds.set(kindOf(summary), (kinds.get(kindOf(summary)) ?? 0) + 1)
  const counts = [...kinds].map(([kind, count]) => (count === 1 ? kind : `${kind} × ${count}`))
  const [verb] = first!.summary.split(' ')
  const properties = propertiesOf(first!)
  const lineOf = (what: string) =>
    `  ${SIGNS[first!.action]} ${first!.name}: ${verb} ${what}${properties === undefined ? '' : `: ${properties}`} (--details lists each)`
  const line = lineOf(counts.join(', '))
  return line.length <= COLUMNS
    ? [line]
    : [lineOf(counted(group.length, 'resource')), ...filled(counts, '      ')]
}

/** Joins the items with commas and breaks the text into lines. A line never ends inside an item. */
function filled(items: readonly string[], indent: string): string[] {
  const lines: string[] = []
  for (const [i, item] of items.entries()) {
    const text = i < items.length - 1 ? `${item},` : item
    const last = lines.at(-1)
    if (last !== undefined && `${last} ${text}`.length <= COLUMNS)
      lines[lines.length - 1] = `${last} ${text}`
    else lines.push(`${indent}${text}`)
  }
  return lines
}

/**
 * Returns the kind of the resource in a summary, which is the text before the resource's name: "add
 * queue connect-whatsapp-replies.fifo" → "queue".
 */
function kindOf(summary: string): string {
  const [, ...words] = summary.split(' ')
  const isName = (word: string) =>
    !/^(CloudFront|Connect)$/.test(word) &&
    /[-/{\d]|[a-z][A-Z]|^[A-Z][a-z]|^(GET|POST|PUT|PATCH|DELETE)$/.test(word)
  const end = words.findIndex(isName)
  const kind = (end < 0 ? words : words.slice(0, end)).join(' ')
  return kind.replace(/ (of|with|to|to invoke|to the files of)$/, '') || summary
}

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : [title, ...lines, '']

export const counted = (count: number, one: string, many = `${one}s`) =>
  count === 1 ? `1 ${one}` : `${count} ${many}`
