// Every refusal must have a text in the agent's language, and all values that the text needs. The
// test finds the values of each refusal in the source code.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { AGENT_PROBLEM_CODES } from '#whatsapp/errors/problem-codes'
import { problem } from '#whatsapp/errors/problems'
import { refusalText } from '../../../agent-widget/i18n/catalogue.ts'
import { en, es, pt, refusals } from './languages.ts'

/**
 * Source files whose problem codes are never shown to agents: either only the command line prints
 * these codes, or they describe events that cannot be read.
 */
const NEVER_SHOWN_TO_AGENTS = /^whatsapp\/(template-review\/|events\/events\.ts$)/

const files = [
  ...readdirSync('lambdas', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !NEVER_SHOWN_TO_AGENTS.test(file))
    .map((file) => join('lambdas', file)),
  // A file of the command line whose problem codes agents see, because a command writes them into
  // replies in the outbox.
  'provisioning/replies/outbox.ts',
]

interface Site {
  code: string
  where: string
  /** The source code of the call. */
  text: string
}

const WRITTEN_AS = [
  /\b(?:problem|warning|absent|Unreadable)\(\s*'(\w+)'/g,
  /\b(?:problem|warning)\)\(\s*'(\w+)'/g,
  /\brefuse\(\s*\d+,\s*'(\w+)'/g,
  /\{\s*code: '(\w+)',\s*path/g,
  /[?:] \(?\[\s*'([a-z]+_[a-z]+)',\s*[`'][^`']* /g,
]

const sites: Site[] = files.flatMap((where) => {
  const source = readFileSync(where, 'utf8')
  return WRITTEN_AS.flatMap((form) =>
    [...source.matchAll(form)].map((found) => ({
      code: found[1]!,
      where,
      text: call(source.slice(found.index)),
    })),
  )
})

/** Returns the source code of the call, up to its closing bracket. */
function call(text: string): string {
  let depth = 0
  for (let i = text.indexOf("'"); i < text.length; i++) {
    if (text[i] === '(') depth++
    if (text[i] === ')' && depth-- === 0) return text.slice(0, i + 1)
  }
  return text
}

// TypeScript (in catalogue.ts) already reports a problem code that has no text. This test finds
// texts whose problem code does not exist.
it.each(['en', 'es', 'pt'] as const)(
  'the language %s has no text for a code that no refusal uses',
  (language) => {
    expect(Object.keys(refusals[language]).sort()).toEqual(AGENT_PROBLEM_CODES.toSorted())
  },
)

it('finds more than 90 codes of refusals in the sources', () => {
  expect(new Set(sites.map(({ code }) => code)).size).toBeGreaterThan(90)
})

it('every refusal in the sources passes the values that its text needs', () => {
  const texts: Readonly<Record<string, string>> = refusals.en
  const lacking = sites.flatMap(({ code, where, text }) => {
    // The last argument of the call is either an object with the values, or a variable with the
    // values of another problem.
    const values = /(\{[^{}`]*\}|values),?\s*\)$/.exec(text)?.[1] ?? ''
    const isThere = (name: string) =>
      values === 'values' || new RegExp(`\\b${name}\\b`).test(values)
    const missing = argumentsOf(texts[code] ?? '').filter((name) => !isThere(name))
    return missing.map((name) => `${where}: ${code} lacks ${name}`)
  })

  expect(lacking).toEqual([])
})

const argumentsOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)

it('displays the API’s own sentence if a text or one of its values is missing', () => {
  const tooLong = problem(
    'too_long',
    'body',
    '5000 characters; WhatsApp accepts 4096. Shorten it',
    { length: 5000, limit: 4096 },
  )

  expect(refusalText(en)(tooLong)).toBe(
    'This text has 5000 characters, but WhatsApp accepts only 4096. Shorten it.',
  )
  expect(refusalText(es)(tooLong)).toBe(
    'Este texto tiene 5000 caracteres, pero WhatsApp acepta solo 4096. Acórtelo.',
  )
  expect(refusalText(pt)(tooLong)).toBe(
    'Este texto tem 5000 caracteres, mas o WhatsApp aceita somente 4096. Encurte-o.',
  )
  expect(refusalText(es)({ ...tooLong, values: undefined })).toBe(tooLong.message)
  expect(refusalText(es)({ code: 'variable_not_last', message: 'Something new.' })).toBe(
    'Something new.',
  )
})
