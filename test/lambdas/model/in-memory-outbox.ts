// Applies the transitions of a reply to a plain object, in the same way as the DynamoDB adapter
// applies them to an item.
import { type Condition, IfMissing } from '#model/conditions'
import type { Reply } from '#model/reply'
import { type ReplyKey, type Transition, writeOf } from '#model/transitions'

type Step = string | number

/** Splits `parts[0].state` into ['parts', 0, 'state']. */
const stepsOf = (path: string): Step[] =>
  path.split('.').flatMap((name) => {
    const [, field = '', index] = /^(\w+)(?:\[(\d+)\])?$/.exec(name) ?? []
    return index === undefined ? [field] : [field, Number(index)]
  })

const valueAt = (item: any, path: string): any =>
  stepsOf(path).reduce((value, step) => value?.[step], item)

export function holds(item: object, condition: Condition): boolean {
  if ('allOf' in condition) return condition.allOf.every((each) => holds(item, each))
  if ('anyOf' in condition) return condition.anyOf.some((each) => holds(item, each))
  const value = valueAt(item, condition.path)
  if ('is' in condition) return value !== undefined && value === condition.is
  if ('isBelow' in condition) return value !== undefined && value < condition.isBelow
  return (value !== undefined) === condition.exists
}

/**
 * Returns the item after the transition, or undefined if the item does not meet the transition's
 * condition.
 */
export function applied<Input, Known extends ReplyKey>(
  item: Reply,
  transition: Transition<Input, Known>,
  known: Known,
  input: Input,
): Reply | undefined {
  const { requires, sets, removes } = writeOf(transition, known, input)
  if (!holds(item, requires)) return undefined
  const after = structuredClone(item)
  const parentOf = (path: string) => {
    const steps = stepsOf(path)
    const last = steps.pop()!
    const parent = steps.reduce<any>((value, step) => value[step], after)
    return { parent, last }
  }
  for (const [path, value] of Object.entries(sets)) {
    const { parent, last } = parentOf(path)
    if (value instanceof IfMissing) parent[last] ??= structuredClone(value.value)
    else parent[last] = structuredClone(value)
  }
  for (const path of removes) {
    const { parent, last } = parentOf(path)
    delete parent[last]
  }
  return after
}
