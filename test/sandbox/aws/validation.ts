// Checks an input as AWS does before an operation runs: required members for every service, and
// lengths, ranges, patterns and enums for services with a constraints file. All violations are
// reported at once, in the words of AWS's error messages.
import { members, type Shape } from './shapes.ts'

interface Limits {
  min?: number
  max?: number
  pattern?: string
  enum?: readonly string[]
  /** For a list or map, the names of the shapes that constrain its entries. */
  member?: string
  key?: string
  value?: string
}

export interface Constraints {
  shapes: Record<string, Limits>
  members: Record<string, Record<string, string>>
}

export function violations(input: unknown, of: Shape, constraints?: Constraints): string[] {
  const found: string[] = []

  function visit(value: any, schema: Shape, path: string, limits: Limits | undefined) {
    if (limits)
      found.push(
        ...broken(value, limits).map(
          (rule) =>
            `Value ${shown(value, schema)} at '${path}' failed to satisfy constraint: ${rule}`,
        ),
      )
    if (schema.isStructSchema()) {
      const named = constraints?.members[schema.getName() ?? '']
      for (const { name, shape, required } of members(schema)) {
        const inside = path ? `${path}.${lowered(name)}` : lowered(name)
        if (value[name] === undefined && required)
          found.push(
            `Value null at '${inside}' failed to satisfy constraint: Member must not be null`,
          )
        if (value[name] !== undefined)
          visit(value[name], shape, inside, constraints?.shapes[named?.[name] ?? ''])
      }
    } else if (schema.isListSchema()) {
      value.forEach((item: unknown, index: number) => {
        visit(
          item,
          schema.getValueSchema(),
          `${path}.${index + 1}.member`,
          constraints?.shapes[limits?.member ?? ''],
        )
      })
    } else if (schema.isMapSchema()) {
      for (const [key, item] of Object.entries(value)) {
        const ofKey = constraints?.shapes[limits?.key ?? '']
        if (ofKey)
          found.push(
            ...broken(key, ofKey).map(
              (rule) => `Value '${key}' at '${path}.key' failed to satisfy constraint: ${rule}`,
            ),
          )
        visit(
          item,
          schema.getValueSchema(),
          `${path}.${key}.member`,
          constraints?.shapes[limits?.value ?? ''],
        )
      }
    }
  }

  visit(input, of, '', undefined)
  return found
}

export const validationMessage = (found: readonly string[]) =>
  `${found.length} validation error${found.length === 1 ? '' : 's'} detected: ${found.join('; ')}`

function broken(value: any, { min, max, pattern, enum: names }: Limits): string[] {
  const size =
    typeof value === 'number'
      ? value
      : typeof value === 'string' || Array.isArray(value)
        ? value.length
        : (value.byteLength ?? Object.keys(value).length)
  const of = typeof value === 'number' ? 'value' : 'length'
  const rules: string[] = []
  if (max !== undefined && size > max)
    rules.push(`Member must have ${of} less than or equal to ${max}`)
  if (min !== undefined && size < min)
    rules.push(`Member must have ${of} greater than or equal to ${min}`)
  if (pattern && !expression(pattern).test(value))
    rules.push(`Member must satisfy regular expression pattern: ${pattern}`)
  if (names && !names.includes(value))
    rules.push(`Member must satisfy enum value set: [${names.join(', ')}]`)
  return rules
}

const expressions = new Map<string, RegExp>()

function expression(pattern: string): RegExp {
  let compiled = expressions.get(pattern)
  if (!compiled) {
    compiled = new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') ? 'su' : 's')
    expressions.set(pattern, compiled)
  }
  return compiled
}

function shown(value: unknown, schema: Shape) {
  if (schema.isBlobSchema()) return 'java.nio.HeapByteBuffer'
  return typeof value === 'object' ? `'${JSON.stringify(value)}'` : `'${value}'`
}

const lowered = (name: string) => name[0]!.toLowerCase() + name.slice(1)
