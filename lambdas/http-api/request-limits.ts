// Limits that are checked before a request is parsed. They limit the work for a request and the
// size of stored items, and are far above the size of what an agent writes.
import { Buffer } from 'node:buffer'
import { refuse } from '../runtime/refused.ts'

/** The maximum size of a request's body in UTF-8 bytes. */
export const LARGEST_REQUEST = 64 * 1024
/** The maximum depth of nested lists and objects. */
export const DEEPEST_REQUEST = 20
/**
 * The maximum length of a parameter in the path, in characters. The longest parameter is the name
 * of a template.
 */
const LONGEST_PARAMETER = 512

/** Parses the body of a request. Throws SyntaxError if the body is not JSON. */
export function bodyOf(text: string, largest = LARGEST_REQUEST): unknown {
  const size = Buffer.byteLength(text)
  if (size > largest)
    refuse(
      400,
      'message_too_large',
      `The request is ${Math.ceil(size / 1024)} KB, but at most ${Math.floor(largest / 1024)} KB are accepted. Make the message shorter, or send it in several messages.`,
    )
  if (depthOf(text) > DEEPEST_REQUEST)
    refuse(
      400,
      'message_too_large',
      `Lists and objects in the request are nested more than ${DEEPEST_REQUEST} levels deep. Nest them less deeply.`,
    )
  return JSON.parse(text)
}

export function requireShort(parameters: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(parameters))
    if (value.length > LONGEST_PARAMETER)
      refuse(
        400,
        'malformed_request',
        `“${name}” in the path should be at most ${LONGEST_PARAMETER} characters.`,
        name,
        { details: name },
      )
}

/**
 * Returns how deep lists and objects are nested. The depth is checked before the text is parsed,
 * because deep nesting can exhaust a parser's stack.
 */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (isInString) {
      if (char === '\\') i++
      else if (char === '"') isInString = false
    } else if (char === '"') isInString = true
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth)
    else if (char === '}' || char === ']') depth--
  }
  return deepest
}
