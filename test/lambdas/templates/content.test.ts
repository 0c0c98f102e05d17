// A template right before it is sent: what the agent saw must be what arrives.
import { expect, it } from 'vitest'
import type { ReplyContent } from '../../../lambdas/model/reply.ts'
import { currentTemplate } from '../../../lambdas/templates/content.ts'
import { UpstreamFailure } from '../../../lambdas/whatsapp/errors/problems.ts'

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

it('trusts a definition that was read within the minute', async () => {
  expect(await currentTemplate(unreadable(new Error('it was read')), content, after(59))).toEqual({
    content,
  })
})

it('reads an older one again, and goes on with what it is now', async () => {
  const renewed = { ...definition, quality_score: { score: 'GREEN' } }

  expect(await currentTemplate(reading(renewed), content, after(60))).toEqual({
    content: { ...content, definition: renewed, readAt: after(60).toISOString() },
  })
})

it.each([
  ['was changed', bodyIs('Your order is late.'), 'template_changed'],
  ['is gone', undefined, 'template_gone'],
])('stops with the reason when the template %s meanwhile', async (_, raw, code) => {
  expect((await currentTemplate(reading(raw), content, after(60))).problems).toMatchObject([
    { code },
  ])
})

it('stops with the reason when Meta paused it meanwhile', async () => {
  const { problems } = await currentTemplate(
    reading({ ...definition, status: 'PAUSED' }),
    content,
    after(60),
  )

  expect(problems?.map(({ message }) => message).join()).toMatch(/paused/i)
})

it('takes links of examples, which Meta renews with every reading, for no change', async () => {
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

it('uses what was read at acceptance when Meta cannot be asked', async () => {
  const throttled = new UpstreamFailure('GetWhatsAppMessageTemplate', {
    certain: true,
    retryable: true,
    cause: undefined,
  })

  expect(await currentTemplate(unreadable(throttled), content, after(60))).toEqual({ content })
})
