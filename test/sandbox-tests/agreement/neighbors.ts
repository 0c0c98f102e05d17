// Generates values that differ from a valid value in one place. Each part is left out, emptied,
// replaced by a value of another type, or repeated too often. Each text and list gets every length
// that is a limit in WhatsApp's documents, and a length that is larger by one. Each number gets
// every limit for numbers, and the numbers around it. Together, these values test both sides of
// every rule.
import { now } from './verdicts.ts'

const limits = [
  11, 15, 16, 20, 24, 25, 30, 60, 72, 100, 128, 160, 200, 256, 512, 600, 1024, 2000, 4096,
]
const lengths = [...new Set(limits.flatMap((limit) => [limit, limit + 1]))]
const counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15, 16, 17, 30, 31]
const numbers = [
  -181,
  -180,
  -91,
  -90,
  -1,
  0,
  1,
  1.5,
  2,
  9,
  10,
  89,
  90,
  91,
  180,
  181,
  1439,
  1440,
  43_200,
  43_201,
  now.getTime(),
  now.getTime() + 1,
]
const others: readonly unknown[] = [
  null,
  '',
  ' ',
  'x',
  '1',
  1,
  true,
  [],
  {},
  ['x'],
  { a: 1 },
  '😀',
  '\u200b',
  'a\0b',
  'a\ud83d',
  'two\nlines',
  'a\tb',
  'a    b',
  'a     b',
  'a\nb\nc',
  'a\nb\nc\nd',
  'http://example.com',
  '{{1}}',
]

/**
 * The values of WhatsApp's enumerations, each with an unknown value. A value in a message is
 * replaced by the other values of its enumeration.
 */
const words = [
  [
    'text',
    'image',
    'video',
    'document',
    'audio',
    'location',
    'product',
    'payload',
    'action',
    'coupon_code',
    'currency',
    'reply',
    'other',
  ],
  [
    'quick_reply',
    'url',
    'cta_url',
    'copy_code',
    'flow',
    'catalog',
    'mpm',
    'voice_call',
    'phone_number',
    'otp',
    'spm',
    'order_details',
  ],
  ['header', 'body', 'footer', 'button', 'carousel', 'limited_time_offer', 'nonsense'],
  ['IMAGE', 'VIDEO', 'DOCUMENT', 'GIF', 'LOCATION', 'PRODUCT', 'TEXT', 'NONSENSE'],
  [
    'QUICK_REPLY',
    'URL',
    'PHONE_NUMBER',
    'COPY_CODE',
    'FLOW',
    'CATALOG',
    'MPM',
    'SPM',
    'VOICE_CALL',
    'OTP',
    'NONSENSE',
  ],
  ['UTILITY', 'MARKETING', 'AUTHENTICATION', 'TRANSACTIONAL', 'NEWS'],
  ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP', 'NONSENSE'],
  ['NAMED', 'POSITIONAL', 'NONSENSE'],
  ['navigate', 'data_exchange', 'other'],
  ['published', 'draft', 'other'],
  ['individual', 'group', 'other'],
  ['0', '1', '2', '3', '4'],
]

export function* neighbors(json: any): Generator<any> {
  yield* oneStep(json)
  yield* inSeveralPlaces(json)
}

function* oneStep(json: any): Generator<any> {
  if (isObject(json)) yield* [{ ...json, something_else: 'x' }, ...ofOtherTypes(json)]
  for (const key of keysToTry(json)) {
    const put = (other: unknown) =>
      Array.isArray(json) ? json.with(Number(key), other) : { ...json, [key]: other }
    yield without(json, key)
    for (const other of [...others, ...steps(json[key])]) yield put(other)
    for (const inner of oneStep(json[key])) yield put(inner)
    if (key === 'cards')
      for (const card of oneStep(json.cards[0]))
        yield put(json.cards.map((each: any) => alike(card, each)))
  }
}

/**
 * Returns the changed first card with the index of another card. All cards of a carousel must have
 * the same parts, so all of them are changed in the same way.
 */
const alike = (card: any, { card_index }: any) =>
  isObject(card) && card_index !== undefined ? { ...card, card_index } : card

/**
 * Generates values in which a text that occurs in several places is longer in all of them, because
 * some texts must be the same in several places.
 */
function* inSeveralPlaces(json: any): Generator<any> {
  const written = JSON.stringify(json)
  const texts = [...new Set(written.match(/(?<=:)"[^"\\]+"/g))].filter(
    (text) => written.split(`:${text}`).length > 2 && vocabulary(JSON.parse(text)).length === 0,
  )
  for (const text of texts)
    for (const other of longer(JSON.parse(text)))
      yield JSON.parse(written.replaceAll(`:${text}`, `:${JSON.stringify(other)}`))
}

/**
 * Returns copies of a message with other types. The content moves into the field that has the name
 * of the other type.
 */
function ofOtherTypes({ type, ...rest }: any): unknown[] {
  const { [type]: content, ...others } = rest
  return content === undefined
    ? []
    : vocabulary(type).map((other) => ({ type: other, ...others, [other]: content }))
}

/**
 * Returns the keys of the members to change. Of several similar entries in a list, only the first
 * is changed.
 */
function keysToTry(json: any): string[] {
  if (!Array.isArray(json)) return isObject(json) ? Object.keys(json) : []
  const kinds = json.map(kindOf)
  return Object.keys(json).filter((key) => kinds.indexOf(kinds[Number(key)]!) === Number(key))
}

const kindOf = (part: any) =>
  isObject(part)
    ? JSON.stringify([
        Object.keys(part),
        ...['type', 'sub_type', 'format'].map((key) => (part as any)[key]),
      ])
    : typeof part

function steps(value: unknown): unknown[] {
  if (typeof value === 'number') return [...numbers, String(value)]
  if (typeof value === 'string')
    return [
      ...longer(value),
      ...vocabulary(value),
      ...variables(value),
      ...(Number.isNaN(Number(value)) ? [] : numbers),
    ]
  if (!Array.isArray(value) || value.length === 0) return []
  return [
    ...counts.map((count) => grown(value, count)),
    ...[[], ['id'], ['title']].map((changes) => [...value, another(value[0], 1, changes)]),
  ]
}

/**
 * Returns copies of a text that begin or end with a variable, repeat one, or break the sequence of
 * the variables' numbers.
 */
const variables = (text: string) => {
  const [variable] = /\{\{\w+\}\}/.exec(text) ?? []
  if (variable === undefined) return []
  const twice = [`${variable}${variable}`, `${variable} ${variable}`, '{{7}}'].map((other) =>
    text.replace(variable, () => other),
  )
  return [...twice, `${variable} ${text}`, `${text} ${variable}`]
}

const vocabulary = (word: string) => words.filter((list) => list.includes(word)).flat()

const longer = (text: string) =>
  lengths.filter((length) => length > text.length).map((length) => text.padEnd(length, 'x'))

/**
 * Returns a list with this many entries. Added entries differ from each other, because some lists
 * must not repeat an entry.
 */
const grown = (list: readonly unknown[], count: number) =>
  Array.from({ length: count }, (_, index) => list[index] ?? another(list.at(-1), index))

function another(value: any, index: number, changes = ['card_index', 'index', 'id', 'title']): any {
  if (Array.isArray(value)) return value.map((each) => another(each, index, changes))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (!changes.includes(key)) return [key, another(inner, index, changes)]
      if (key.endsWith('index')) return [key, typeof inner === 'string' ? String(index) : index]
      return [key, `${inner}${index}`.slice(-20)]
    }),
  )
}

function without(json: any, key: string) {
  if (Array.isArray(json)) return json.toSpliced(Number(key), 1)
  const { [key]: _, ...rest } = json
  return rest
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
