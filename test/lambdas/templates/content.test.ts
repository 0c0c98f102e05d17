// A template is filled in with a recent definition and checked right before it is sent, so that the
// customer receives what the agent saw.
import { expect, it } from 'vitest'
import type { ReplyContent } from '#model/reply'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { currentTemplate, templateContent } from '../../../lambdas/templates/content.ts'

const readAt = '2026-03-02T12:00:00.000Z'
const after = (seconds: number) => new Date(new Date(readAt).getTime() + seconds * 1000)

const definition = {
  name: 'order_ready',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  components: [
    {
      type: 'HEADER',
      format: 'IMAGE',
      example: { header_handle: ['https://example.com/a?signature=1'] },
    },
    { type: 'BODY', text: 'Your order is ready.' },
  ],
}

const content: ReplyContent = {
  type: 'template',
  name: 'order_ready',
  language: 'en_US',
  values: {},
  uploads: [],
  wabaId: 'w1',
  definition,
  readAt,
}

const reading = (raw: unknown) => ({ get: async () => raw })
const unreadable = (cause: Error) => ({ get: () => Promise.reject(cause) })
const bodyIs = (text: string) => ({
  ...definition,
  components: [definition.components[0], { type: 'BODY', text }],
})

it.each([
  ['59 seconds ago', after(59), 0, readAt],
  ['60 seconds ago', after(60), 1, after(60).toISOString()],
])(
  'reads a definition from Meta only if the stored definition is too old (read %s)',
  async (_, at, asked, read) => {
    const plain = { ...definition, components: definition.components.slice(1) }
    const requests: string[] = []
    const stored: Date[] = []

    const { content: filledIn } = await templateContent(
      {
        templates: {
          get: async (_, name) => {
            requests.push(name)
            return plain
          },
        },
        templateStore: {
          definition: async () => ({ definition: plain, readAt }),
          keep: async (_waba, _template, _raw, readAtLast) => void stored.push(readAtLast),
        },
        upload: () => Promise.reject(new Error('the template has no file')),
        now: () => at,
      },
      {
        wabaId: 'w1',
        customer: { number: '+15550142' },
        hasStoppedMarketing: false,
        isNotOnWhatsApp: false,
      },
      { name: 'order_ready', language: 'en_US', values: {} },
    )

    expect([requests.length, filledIn.readAt]).toEqual([asked, read])
    expect(stored).toEqual(requests.map(() => at))
  },
)

it('uses a stored definition that was read within the last minute', async () => {
  expect(await currentTemplate(unreadable(new Error('it was read')), content, after(59))).toEqual({
    content,
  })
})

it('reads a definition again if it is older than a minute, and uses the new definition', async () => {
  const renewed = { ...definition, quality_score: { score: 'GREEN' } }

  expect(await currentTemplate(reading(renewed), content, after(60))).toMatchObject({
    content: { ...content, definition: renewed, readAt: after(60).toISOString() },
    definition: { name: 'order_ready' },
  })
})

it.each([
  ['has changed', bodyIs('Your order is late.'), 'template_changed'],
  ['was deleted', undefined, 'template_gone'],
])(
  'refuses a template that %s since the agent chose it, and gives the reason',
  async (_, raw, code) => {
    expect((await currentTemplate(reading(raw), content, after(60))).problems).toMatchObject([
      { code },
    ])
  },
)

it('refuses a template that Meta has paused since the agent chose it, and gives the reason', async () => {
  const { problems } = await currentTemplate(
    reading({ ...definition, status: 'PAUSED' }),
    content,
    after(60),
  )

  expect(problems?.map(({ message }) => message).join()).toMatch(/paused/i)
})

it('ignores changed links of example files, because Meta renews these links on every read', async () => {
  const [header, body] = definition.components
  const again = {
    ...definition,
    components: [
      { ...header, example: { header_handle: ['https://example.com/a?signature=2'] } },
      body,
    ],
  }

  expect((await currentTemplate(reading(again), content, after(60))).problems).toBeUndefined()
})

it('uses the definition that was stored when the reply was accepted, if Meta does not answer', async () => {
  const throttled = new UpstreamFailure('GetWhatsAppMessageTemplate', {
    certain: true,
    retryable: true,
    cause: undefined,
  })

  expect(await currentTemplate(unreadable(throttled), content, after(60))).toEqual({ content })
})
