// Reports the progress of CloudFormation: on which resource it works, and for how long.
import type { StackEvent } from '@aws-sdk/client-cloudformation'
import { kindOf, thing } from './changes.ts'
import type { StackProgress } from './cloudformation.ts'
import type { Template } from './synthesise.ts'

/**
 * CloudFormation is polled every five seconds. After this many polls without a line, a line names
 * the slowest resource.
 */
const QUIET_LOOKS = 6

export const subject = (
  { LogicalResourceId = '', ResourceType = '' }: StackEvent,
  template: Template | undefined,
) => thing(LogicalResourceId, ResourceType, template?.Resources[LogicalResourceId]?.Properties)

/**
 * Returns a function that reports events. Callers pass the events since the previous poll to this
 * function after each poll, oldest first.
 */
export function observer(
  stack: string,
  template: Template | undefined,
  { report, details = false }: Pick<StackProgress, 'report' | 'details'>,
): (events: readonly StackEvent[]) => void {
  // The deletion of a stack is observed by the stack's ARN, because another stack may take the
  // name.
  const name = stack.startsWith('arn:') ? stack.split('/')[1]! : stack
  const underWay = new Map<string, StackEvent>()
  let [done, quiet] = [0, 0]

  return (events) => {
    const ended = events.filter(({ LogicalResourceId }) => LogicalResourceId !== name).filter(track)
    done += ended.length
    quiet = ended.length > 0 ? 0 : quiet + 1
    if (details) for (const event of ended) report(lineOf(event))
    else if (ended.length > 0) report(`${name}: ${done} done: ${summary(ended)}`)
    if (quiet > 0 && quiet % QUIET_LOOKS === 0) reportSlowest()
  }

  /** Records the event. Returns true if the work on the resource has ended. */
  function track(event: StackEvent): boolean {
    const { LogicalResourceId = '', ResourceStatus = '' } = event
    if (ResourceStatus.endsWith('_IN_PROGRESS')) {
      // CloudFormation reports the start twice: when the work begins, and when the resource has an
      // id. The time of the first report counts.
      if (!underWay.has(LogicalResourceId)) underWay.set(LogicalResourceId, event)
      return false
    }
    return /_(COMPLETE|FAILED)$/.test(ResourceStatus)
  }

  function lineOf(event: StackEvent): string {
    const status = (event.ResourceStatus ?? '').toLowerCase().replaceAll('_', ' ')
    const began = underWay.get(event.LogicalResourceId ?? '')?.Timestamp
    underWay.delete(event.LogicalResourceId ?? '')
    const took = began && event.Timestamp ? ` after ${duration(+event.Timestamp - +began)}` : ''
    return `${subject(event, template)}: ${status}${took}`
  }

  /**
   * Returns a summary such as "queue × 8 created, role created", in which each failure is listed
   * separately.
   */
  function summary(ended: readonly StackEvent[]): string {
    const counts = new Map<string, number>()
    const lines: string[] = []
    for (const event of ended) {
      const [verb = '', outcome] = (event.ResourceStatus ?? '').split('_')
      const line = lineOf(event)
      if (outcome === 'FAILED') lines.push(line)
      else {
        const key = `${kindOf(event.ResourceType ?? '')}|${VERBS[verb] ?? verb.toLowerCase()}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
    }
    const kinds = [...counts].map(([key, count]) => {
      const [kind, verb] = key.split('|')
      return `${kind}${count > 1 ? ` × ${count}` : ''} ${verb}`
    })
    return [...kinds, ...lines].join(', ')
  }

  function reportSlowest() {
    const [slowest] = [...underWay.values()].sort(
      (a, b) => +(a.Timestamp ?? 0) - +(b.Timestamp ?? 0),
    )
    if (!slowest) return
    const others = underWay.size > 1 ? `, and ${underWay.size - 1} more` : ''
    report(
      `… ${subject(slowest, template)}: under way for ${duration(quiet * LOOK_MS)} or more${others}`,
    )
  }
}

const LOOK_MS = 5_000

const VERBS: Readonly<Record<string, string>> = {
  CREATE: 'created',
  UPDATE: 'updated',
  DELETE: 'deleted',
}

/** Returns a duration such as "45 s" or "3 min 5 s". */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  const minutes = Math.floor(seconds / 60)
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`
}
