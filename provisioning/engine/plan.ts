// What would be done, as sentences a person can agree to, and how they are shown.
import type { Change } from './resource.ts'

export interface PlannedChange extends Pick<Change, 'summary'> {
  part: 'stack' | 'channel'
  /** Which thing it is about. */
  name: string
  action: Change['action']
}

export interface Plan {
  changes: readonly PlannedChange[]
  stays: readonly { name: string; summary: string }[]
  /** What this tool cannot or does not do, and what to know before agreeing. */
  notes: readonly string[]
}

const SIGNS = { create: '+', update: '~', delete: '-' } as const

export const planLine = ({
  action,
  name,
  summary,
}: Pick<PlannedChange, 'action' | 'name' | 'summary'>) => `  ${SIGNS[action]} ${name}: ${summary}`

/** What is new in a stack is told by its kinds, unless details are asked for: whatever changes or goes is told one by one. */
export function planLines({ changes, stays, notes }: Plan, { details = false } = {}): string[] {
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
      'Stays as it is:',
      stays.map(({ name, summary }) => `  = ${name}: ${summary}`),
    ),
    ...section(
      'To know:',
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
    return `  + ${stack}: add ${counts.join(', ')} (--details names each)`
  })
}

/** "add queue connect-whatsapp-replies.fifo" → "queue": the words before the first that is a name. */
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
