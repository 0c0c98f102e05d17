// Converts between JSON and the SDK's input and output shapes, by the schemas that the SDK exports.
// A blob is base64 in JSON and a Buffer in the sandbox. A timestamp is a number of seconds in JSON
// and a Date in the sandbox.
import { NormalizedSchema } from '@smithy/core/schema'
import { AwsError } from '../service.ts'

export type Shape = NormalizedSchema

export const shape = (schema: unknown): Shape => NormalizedSchema.of(schema as never)

/**
 * Returns the members of a structure with their shapes, in the order of the SDK's schema, in which
 * required members come first.
 */
export function members(structure: Shape): readonly Member[] {
  if (!structure.isStructSchema()) return []
  const schema = structure.getSchema() as unknown as object & { 6?: number }
  const found =
    known.get(schema) ??
    [...structure.structIterator()].map(([name, member], index) => ({
      name,
      shape: member,
      required: index < (schema[6] ?? 0),
    }))
  known.set(schema, found)
  return found
}

interface Member {
  name: string
  shape: Shape
  required: boolean
}

// Caches the results of `members`, which every call of an operation needs.
const known = new WeakMap<object, readonly Member[]>()

export const traits = (of: Shape) => of.getMergedTraits() as Record<string, any>

export function fromJson(of: Shape, value: any, path = ''): any {
  if (value === null || value === undefined) return undefined
  if (of.isStructSchema()) {
    mustBe(typeof value === 'object' && !Array.isArray(value), path, 'an object')
    const found: Record<string, unknown> = {}
    for (const { name, shape: member } of members(of)) {
      const decoded = fromJson(member, value[traits(member).jsonName ?? name], `${path}/${name}`)
      if (decoded !== undefined) found[name] = decoded
    }
    return found
  }
  if (of.isListSchema()) {
    mustBe(Array.isArray(value), path, 'a list')
    return value.map((item: unknown, index: number) =>
      fromJson(of.getValueSchema(), item, `${path}/${index}`),
    )
  }
  if (of.isMapSchema()) {
    mustBe(typeof value === 'object' && !Array.isArray(value), path, 'an object')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        fromJson(of.getValueSchema(), item, `${path}/${key}`),
      ]),
    )
  }
  if (of.isBlobSchema()) {
    mustBe(typeof value === 'string', path, 'a base64 string')
    return Buffer.from(value, 'base64')
  }
  if (of.isTimestampSchema())
    return typeof value === 'number' ? new Date(value * 1000) : new Date(value)
  if (of.isStringSchema()) mustBe(typeof value === 'string', path, 'a string')
  if (of.isNumericSchema()) mustBe(typeof value === 'number', path, 'a number')
  if (of.isBooleanSchema()) mustBe(typeof value === 'boolean', path, 'true or false')
  return value
}

function mustBe(is: boolean, path: string, what: string) {
  if (!is) throw new AwsError('SerializationException', `${path || '/'} is not ${what}`)
}

/** Converts a value to JSON. Every structure also gets the members of `further`. */
export function toJson(of: Shape, value: any, further: object = {}): any {
  if (value === null || value === undefined) return undefined
  if (of.isStructSchema()) {
    const written: Record<string, unknown> = {}
    for (const { name, shape: member } of members(of)) {
      const encoded = toJson(member, value[name], further)
      if (encoded !== undefined) written[traits(member).jsonName ?? name] = encoded
    }
    // A union must have exactly one member, so it gets none of `further`.
    return of.isUnionSchema() ? written : { ...written, ...further }
  }
  if (of.isListSchema()) return [...value].map((item) => toJson(of.getValueSchema(), item, further))
  if (of.isMapSchema())
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, toJson(of.getValueSchema(), item, further)]),
    )
  if (of.isBlobSchema()) return Buffer.from(value).toString('base64')
  if (of.isTimestampSchema()) return timestamp(of, value, EPOCH_SECONDS)
  return value
}

/** Parses the text of a header, a path label or a query parameter. */
export function fromText(of: Shape, text: string): unknown {
  if (of.isNumericSchema()) return Number(text)
  if (of.isBooleanSchema()) return text === 'true'
  if (of.isTimestampSchema())
    return /^[\d.]+$/.test(text) ? new Date(Number(text) * 1000) : new Date(text)
  if (of.isBlobSchema()) return Buffer.from(text, 'base64')
  return text
}

export const toText = (of: Shape, value: any): string =>
  String(of.isTimestampSchema() ? timestamp(of, value, DATE_TIME) : value)

// The SDK's numbers for timestamp formats. 4 means that the protocol decides.
const DATE_TIME = 5
const HTTP_DATE = 6
const EPOCH_SECONDS = 7

function timestamp(of: Shape, value: Date | number | string, fallback: number) {
  const date = new Date(value)
  const format = (of.getSchema() as number) === 4 ? fallback : (of.getSchema() as number)
  if (format === DATE_TIME) return date.toISOString().replace('.000Z', 'Z')
  return format === HTTP_DATE ? date.toUTCString() : date.getTime() / 1000
}
