// Whatever an agent's page sends, the item that is stored for a reply stays small. To find the
// largest request of each kind, the test makes a small request larger until the API refuses every
// larger one.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { replyRequest } from '#api'
import type { Reply } from '#model/reply'
import { stored } from '#model/transitions'
import { DEFAULT_SENSITIVE } from '#whatsapp/messages/sensitive'
import { parsed } from '../../../lambdas/http-api/malformed.ts'
import { bodyOf } from '../../../lambdas/http-api/request-limits.ts'
import { RequestRefused } from '../../../lambdas/runtime/refused.ts'
import { accepting } from '../../../lambdas/widget-api/accept.ts'
import { randomCases } from '../../tier.ts'
import { grown, LARGEST_ITEM, sizeOf } from '../model/grown-reply.ts'

const now = new Date('2026-11-30T12:00:00Z')
const agent = { userId: 'u'.repeat(36), name: 'n'.repeat(256), routingProfileId: 'r' }
const conversation = {
  id: `phone-number-id-${'0'.repeat(32)}/US.${'1'.repeat(40)}`,
  mode: 'bridged',
  phoneNumberId: `phone-number-id-${'0'.repeat(32)}`,
  customer: { number: '+15550100' },
  inboundAt: now.toISOString(),
  inboundFrom: 'webhook',
}
const definition = {
  name: 'hello',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  components: [
    { type: 'BODY', text: 'Hello {{1}}', example: { body_text: [['Ana']] } },
    { type: 'FOOTER', text: 'x'.repeat(60) },
  ],
}
const upload = {
  uploadId: 'f'.repeat(36),
  key: `uploads/${'k'.repeat(300)}`,
  size: 10_000,
  mimeType: 'application/pdf',
  sha256: `${'A'.repeat(43)}=`,
}

const { signal, ...ports } = {
  signal: async () => {},
  conversations: { triedAgain: async () => {}, holds: async () => {} },
  templates: { get: async () => definition },
  templateStore: { definition: async () => undefined, keep: async () => {} },
  inbox: { message: async () => ({ id: 'wamid.A', at: now.toISOString(), type: 'text' }) },
  requireOffered: async () => ({ offered: true }),
  noteUse: async () => {},
  requireOfferedForm: async () => ({ offered: true, form: { text: 'a', button: 'b' } }),
  forms: { get: async () => ({ name: 'a', status: 'PUBLISHED' }) },
  sentByAgents: { record: async () => {} },
  sensitive: DEFAULT_SENSITIVE,
  now: () => now,
}

/**
 * Returns the reply that the API stores for the request, or undefined if the API refuses the
 * request.
 */
async function accepted(request: object): Promise<Reply | undefined> {
  let reply: Reply | undefined
  const outbox = {
    get: async () => undefined,
    async put(put: Reply) {
      reply = put
      return true
    },
  }
  const accept = accepting({ ...ports, outbox, signals: { signal } } as any)
  try {
    const checked = parsed(replyRequest, bodyOf(JSON.stringify(request)))
    const access = { conversation, partition: conversation.id, channel: { wabaId: '1'.repeat(20) } }
    await accept(agent, 'c'.repeat(256), access as any, checked, async () => upload)
  } catch (error) {
    if (error instanceof RequestRefused) return undefined
    throw error
  }
  return reply
}

const card = {
  name: {
    ...{ formattedName: 'a', firstName: 'b', lastName: 'c' },
    ...{ middleName: 'd', prefix: 'e', suffix: 'f' },
  },
  phones: [{ phone: '1', waId: '1', type: 'a' }],
  emails: [{ email: 'a', type: 'b' }],
  addresses: [{ street: 'a', city: 'b', state: 'c', zip: 'd', country: 'e', countryCode: 'f' }],
  org: { company: 'a', department: 'b', title: 'c' },
  urls: [{ url: 'a', type: 'b' }],
}
const header = { type: 'text', text: 'a' }

/** A small message of each kind, with all its members. */
const MESSAGES = [
  { type: 'text', body: 'a' },
  { type: 'media', kind: 'document', uploadId: 'f', caption: 'a', filename: 'a.pdf' },
  { type: 'location', latitude: 38.7, longitude: -9.1, name: 'a', address: 'b' },
  { type: 'contacts', contacts: [card] },
  { type: 'buttons', header, body: 'a', footer: 'b', buttons: [{ id: 'a', title: 'b' }] },
  {
    ...{ type: 'list', header, body: 'a', footer: 'b', button: 'c' },
    sections: [{ title: 'a', rows: [{ id: 'a', title: 'b', description: 'c' }] }],
  },
  {
    type: 'cta_url',
    header,
    body: 'a',
    footer: 'b',
    displayText: 'c',
    url: 'https://example.com/a',
  },
  { type: 'location_request', body: 'a' },
  { type: 'form', flowId: '1', body: 'a', button: 'b' },
  { type: 'reaction', messageId: 'wamid.A', emoji: '👍' },
  { type: 'template', name: 'hello', language: 'en_US', values: { 'body.1': 'a' } },
]

type Path = readonly (string | number)[]

/** Returns the paths of everything in a value that can become larger: texts, lists and objects. */
function growing(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.entries(value).flatMap(([name, each]) => growing(each, [...path, name]))
  return Array.isArray(value) || path.at(-1) === 'values' ? [path, ...inside] : inside
}

/**
 * Returns the value with a larger member at `path`. The member grows by `share` of its size: `char`
 * is appended to a text, and entries are added to a list or an object.
 */
function larger(value: any, path: Path, char: string, share: number): unknown {
  const [step, ...rest] = path
  if (step !== undefined) {
    const copy = Array.isArray(value) ? [...value] : { ...value }
    copy[step] = larger(value[step], rest, char, share)
    return copy
  }
  if (typeof value === 'string') return value + char.repeat(Math.ceil(value.length * share))
  const count = Math.ceil(Object.keys(value).length * share)
  if (!Array.isArray(value))
    return Object.fromEntries([
      ...Object.entries(value),
      ...Array.from({ length: count }, (_, i) => [`${Object.keys(value).length + i}`, char]),
    ])
  // The new entries differ from each other, because a list may not repeat an entry.
  const copies = value
    .slice(0, count)
    .map((each, i) =>
      JSON.parse(JSON.stringify(each), (key, member) =>
        ['id', 'title'].includes(key) ? `${value.length + i}` : member,
      ),
    )
  return [...value, ...copies]
}

const requestId = '00000000-0000-4000-8000-000000000000'

/**
 * Makes the members of a message larger, in the given order, until the API refuses every larger
 * message. Returns the reply that the API stores for the largest message.
 */
async function grownUntilRefused(small: object, order: readonly [number, string][]) {
  let message = small
  let reply = await accepted({ requestId, message, sensitiveConfirmed: true })
  for (const share of [1, 0.3, 0.05])
    for (const [at, char] of order)
      for (let isAccepted = true; isAccepted; ) {
        const paths = growing(message)
        const next = larger(message, paths[at % paths.length]!, char, share) as object
        const after = await accepted({ requestId, message: next, sensitiveConfirmed: true })
        isAccepted = after !== undefined
        if (after) [message, reply] = [next, after]
      }
  return reply!
}

/** Characters that take one, two, three and four bytes in UTF-8, in which texts are stored. */
const char = fc.constantFrom('x', 'é', '漢', '😀')
const order = fc.array(fc.tuple(fc.nat(), char), { minLength: 40, maxLength: 40 })
const ERROR_TEXT = '漢'.repeat(2_000)

beforeAll(() => void vi.spyOn(console, 'info').mockImplementation(() => {}))
afterAll(() => vi.restoreAllMocks())

it.each(MESSAGES)(
  'stores less than 100 KB for the largest $type that the API accepts',
  async (small) => {
    await fc.assert(
      fc.asyncProperty(order, async (steps) => {
        const reply = await grownUntilRefused(small, steps)

        expect(sizeOf(reply)).toBeGreaterThan(10 * sizeOf(small))
        expect(sizeOf(grown(stored(reply), ERROR_TEXT))).toBeLessThan(LARGEST_ITEM)
      }),
      { numRuns: randomCases(6), endOnFailure: true },
    )
  },
)
