// Converts a transition's conditional write into the expressions of a DynamoDB update.
import { duePartition } from '#deployment/table'
import { type Condition, IfMissing, type Write } from '#model/conditions'
import type { Update } from './table.ts'

export function updateOf({ requires, sets, removes }: Write): Update {
  const names: Record<string, string> = {}
  const values: Record<string, unknown> = {}

  const value = (of: unknown) => {
    const name = `:v${Object.keys(values).length}`
    values[name] = of
    return name
  }
  /**
   * Converts a path such as `parts[0].state` into `#parts[0].#state`. Without the placeholders,
   * DynamoDB would refuse names that are reserved words, such as `state`.
   */
  const aliased = (path: string) =>
    path
      .split('.')
      .map((step) => {
        const [name = '', index = ''] = step.split(/(?=\[)/)
        names[`#${name}`] = name
        return `#${name}${index}`
      })
      .join('.')
  const expression = (condition: Condition): string => {
    if ('allOf' in condition) return joined(condition.allOf, ' AND ')
    if ('anyOf' in condition) return joined(condition.anyOf, ' OR ')
    const path = aliased(condition.path)
    if ('is' in condition) return `${path} = ${value(condition.is)}`
    if ('isBelow' in condition) return `${path} < ${value(condition.isBelow)}`
    return `${condition.exists ? 'attribute_exists' : 'attribute_not_exists'}(${path})`
  }
  /**
   * Joins conditions. A single condition gets no parentheses, because DynamoDB refuses redundant
   * parentheses.
   */
  const joined = (conditions: readonly Condition[], by: string): string =>
    conditions.length === 1
      ? expression(conditions[0]!)
      : conditions.map((each) => `(${expression(each)})`).join(by)

  const set = Object.entries(sets).map(([path, of]) =>
    of instanceof IfMissing
      ? `${aliased(path)} = if_not_exists(${aliased(path)}, ${value(of.value)})`
      : `${aliased(path)} = ${value(of)}`,
  )
  const remove = removes.map(aliased)
  return { set, remove, condition: expression(requires), names, values }
}

/**
 * Completes a write that sets or removes `dueAt`: `due`, the partition key of the index `due`, is
 * set or removed too.
 */
export const withDuePartition = (
  conversation: string,
  { requires, sets, removes }: Write,
): Write => ({
  requires,
  sets: 'dueAt' in sets ? { ...sets, due: duePartition(conversation) } : sets,
  removes: removes.includes('dueAt') ? [...removes, 'due'] : removes,
})
