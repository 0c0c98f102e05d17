// Whatever refuses a message speaks the agent's language: the sources are read for every code they can answer with.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { problem } from '#whatsapp/errors/problems'
import { en } from '../../../agent-widget/i18n/en.ts'
import { es } from '../../../agent-widget/i18n/es.ts'
import { pt } from '../../../agent-widget/i18n/pt.ts'
import { placeholdersOf } from '../../../agent-widget/i18n/said.ts'
import { SAID_ES } from '../../../agent-widget/i18n/said-es.ts'
import { SAID_PT } from '../../../agent-widget/i18n/said-pt.ts'

/** What authors and people who debug are told at the command line, and what is said of events, never reaches an agent. */
const NOT_TO_AGENTS =
  /^(template-review.(check|button-check|header-check|variable-check|message-check|message-values|parameter-value)|events.events)\.ts$/

const files = [
  ...readdirSync('lambdas', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !NOT_TO_AGENTS.test(file.replace(/^whatsapp./, '')))
    .map((file) => join('lambdas', file)),
  // An administrator's commands leave reasons in the outbox too.
  'provisioning/replies/outbox.ts',
]

interface Site {
  code: string
  where: string
  /** The whole call. */
  text: string
}

const WRITTEN_AS = [
  /\b(?:problem|warning|absent|Unreadable)\(\s*'(\w+)'/g,
  /\b(?:problem|warning)\)\(\s*'(\w+)'/g,
  /\brefuse\(\s*\d+,\s*'(\w+)'/g,
  /\{\s*code: '(\w+)',\s*path/g,
  /[?:] \['([a-z]+_[a-z]+)', [`'][^`']* /g,
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

/** From the name of what is called to its last bracket. */
function call(text: string): string {
  let depth = 0
  for (let i = text.indexOf("'"); i < text.length; i++) {
    if (text[i] === '(') depth++
    if (text[i] === ')' && depth-- === 0) return text.slice(0, i + 1)
  }
  return text
}

it('finds the refusals of the whole API, whichever way they are written', () => {
  const codes = new Set(sites.map(({ code }) => code))

  expect(codes.size).toBeGreaterThan(100)
  for (const code of [
    'not_your_contact',
    'too_long',
    'not_json',
    'gif_header',
    'media_type_not_accepted',
    'not_a_definition',
    'discarded',
  ])
    expect(codes).toContain(code)
})

it('no reason is without its sentence in Spanish and in Portuguese, and no sentence without a reason', () => {
  const codes = [...new Set(sites.map(({ code }) => code))].sort()

  expect(Object.keys(SAID_ES).sort()).toEqual(codes)
  expect(Object.keys(SAID_PT).sort()).toEqual(codes)
})

it('both languages speak of the same values', () => {
  for (const [code, sentence] of Object.entries(SAID_ES))
    expect(placeholdersOf(SAID_PT[code]!).sort(), code).toEqual(placeholdersOf(sentence).sort())
})

it('wherever a reason is given, it comes with every value its sentence speaks of', () => {
  const lacking = sites.flatMap(({ code, where, text }) => {
    // The last argument: an object of values, or those of a problem this one is made of.
    const values = /(\{[^{}`]*\}|values),?\s*\)$/.exec(text)?.[1] ?? ''
    const isThere = (name: string) =>
      values === 'values' || new RegExp(`\\b${name}\\b`).test(values)
    const missing = placeholdersOf(SAID_ES[code] ?? '').filter((name) => !isThere(name))
    return missing.map((name) => `${where}: ${code} lacks ${name}`)
  })

  expect(lacking).toEqual([])
})

it('limits and names survive the translation; a reason nobody has translated, or without its values, is said in English whole', () => {
  const tooLong = problem(
    'too_long',
    'body',
    '5000 characters; WhatsApp accepts 4096. Shorten it',
    { length: 5000, limit: 4096 },
  )

  expect(en.said(tooLong)).toBe('5000 characters; WhatsApp accepts 4096. Shorten it')
  expect(es.said(tooLong)).toBe('5000 caracteres; WhatsApp acepta 4096. Acórtelo.')
  expect(pt.said(tooLong)).toBe('5000 caracteres; o WhatsApp aceita 4096. Encurte.')
  expect(es.said({ ...tooLong, values: undefined })).toBe(tooLong.message)
  expect(es.said({ code: 'something_new', message: 'Something new.' })).toBe('Something new.')
})
