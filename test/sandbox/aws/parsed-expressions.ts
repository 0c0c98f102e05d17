// Caches parsed condition and update expressions. dynalite parses the text of an expression for
// every request, and its parsers take several times longer with each level of parentheses: without
// this cache, parsing took a fifth of the time of our scenarios. The functions use only a few dozen
// expressions, with new values in each request. This module therefore parses each expression once,
// and puts the values of a request into a copy of the result.
import conditions, { type Context, type Parser } from 'dynalite/db/conditionParser.js'
import updates from 'dynalite/db/updateParser.js'

interface Parsed {
  /** The parser's result, with a `Slot` in place of each value. */
  result: unknown
  usedNames: readonly string[]
  usedValues: readonly string[]
}

class Slot {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/**
 * The operators for which the parser compares the values themselves. The results of expressions
 * with these operators are not cached. For all other operators, the parser uses only the types of
 * the values.
 */
const LOOKS_AT_VALUES = /between|attribute_type/i
const MAX_KNOWN = 1_000

const original = new Map([conditions, updates].map((parser) => [parser, parser.parse]))

/** Makes dynalite parse each condition and update expression only once in this process. */
export function rememberExpressions(): void {
  for (const [parser, parse] of original) parser.parse = remembering(parse)
}

function remembering(parse: Parser['parse']): Parser['parse'] {
  const known = new Map<string, Parsed>()
  return (text, options) => {
    if (LOOKS_AT_VALUES.test(text)) return parse(text, options)
    const { context } = options
    const values = context.attrVals ?? {}
    const types = Object.entries(values).map(([name, value]) => [name, Object.keys(value)])
    const key = JSON.stringify([text, context.attrNames, types])
    const found = known.get(key)
    if (!found) return parseAndRemember(parse, known, key, text, context)
    for (const name of found.usedNames) delete context.unusedAttrNames[name]
    for (const name of found.usedValues) delete context.unusedAttrVals[name]
    return copy(found.result, (part) => (part instanceof Slot ? values[part.name] : undefined))
  }
}

function parseAndRemember(
  parse: Parser['parse'],
  known: Map<string, Parsed>,
  key: string,
  text: string,
  context: Context,
): unknown {
  const names = Object.keys(context.unusedAttrNames)
  const values = Object.keys(context.unusedAttrVals)
  const result = parse(text, { context })
  // If the result is a string, it is an error message. The message may contain a value of this
  // request, so it is not cached.
  if (typeof result === 'string') return result
  const slots = new Map(
    Object.entries(context.attrVals ?? {}).map(([name, value]) => [value, new Slot(name)]),
  )
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(key, {
    result: copy(result, (part) => slots.get(part)),
    usedNames: names.filter((name) => !(name in context.unusedAttrNames)),
    usedValues: values.filter((name) => !(name in context.unusedAttrVals)),
  })
  return result
}

/** Copies `part`. Each object for which `other` returns a value is replaced by that value. */
function copy(part: unknown, other: (part: object) => object | undefined): unknown {
  if (typeof part !== 'object' || part === null) return part
  const replaced = other(part)
  if (replaced) return replaced
  if (Array.isArray(part)) return part.map((item) => copy(item, other))
  const copied = Object.create(Object.getPrototypeOf(part))
  for (const [name, value] of Object.entries(part)) copied[name] = copy(value, other)
  return copied
}
