// The changes that a command would make, in sentences that a person can agree to, and their layout.
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
  /** Changes that cannot or must not be made. Each sentence contains the remedy. */
  problems?: readonly string[]
  /**
   * Steps that connect-whatsapp does not do itself, and other information for the person who
   * decides.
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
 * The lines of a plan. When a stack gets many new resources, one line counts them by kind, unless
 * `details` is true. Every update and deletion has a line of its own.
 */
export function planLines(
  { changes, stays, problems = [], notes }: Plan,
  { details = false } = {},
): string[] {
  const channel = changes.filter(({ part }) => part === 'channel')
  const stack = changes.filter(({ part }) => part === 'stack')
  const added = stack.filter(({ action }) => action === 'create')
  const short = !details && added.length > FEW
  return [
    ...section('Changes:', [
      ...channel.map(planLine),
      ...(short ? kindLines(added) : []),
      ...stack.filter((change) => !(short && added.includes(change))).map(planLine),
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

function kindLines(added: readonly PlannedChange[]): string[] {
  const stacks = [...new Set(added.map(({ name }) => name))]
  return stacks.map((stack) => {
    const kinds = new Map<string, number>()
    const own = added.filter(({ name }) => name === stack)
    for (const { summary } of own) kinds.set(kindOf(summary), (kinds.get(kindOf(summary)) ?? 0) + 1)
    if (own.length === 1) return planLine(own[0]!)
    const counts = [...kinds].map(([kind, count]) => (count === 1 ? kind : `${kind} × ${count}`))
    return `  + ${stack}: add ${counts.join(', ')} (--details lists each)`
  })
}

/**
 * Returns the kind of resource in a summary, which is the text before the first name: "add queue
 * connect-whatsapp-replies.fifo" → "queue".
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
