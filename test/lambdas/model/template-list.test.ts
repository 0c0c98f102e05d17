import { expect, it } from 'vitest'
import { packed, summaryOf, templateList } from '../../../lambdas/model/template-list.ts'
import { aTemplate, body, buttons, header } from '../whatsapp/templates/templates.ts'

const listed = { name: 'order_ready', language: 'en_US', status: 'APPROVED', category: 'UTILITY' }
const summary = (definition: object, status = 'APPROVED') =>
  summaryOf({ ...listed, status }, definition)

it('says what must be filled in, each kind once, and what the list shows', () => {
  const url = { type: 'URL', text: 'Track', url: 'https://example.com/{{1}}' }
  const definition = aTemplate({
    components: [
      header('IMAGE'),
      body('Hi {{1}}, {{2}}'),
      buttons({ type: 'QUICK_REPLY', text: 'Thanks' }, url),
    ],
  })

  expect(summary(definition)).toMatchObject({
    body: 'Hi {{1}}, {{2}}',
    header: { format: 'IMAGE' },
    buttons: ['Thanks', 'Track'],
  })
  expect(summary(definition).needs).toEqual(['image', 'text', 'url_suffix'])
})

it('the listing’s status wins over the definition’s, which is older', () => {
  expect(summary(aTemplate({ status: 'APPROVED' }), 'PAUSED').why).toMatchObject([
    { code: 'template_not_approved' },
  ])
  expect(summary(aTemplate({ status: 'PENDING' }), 'APPROVED').why).toBeUndefined()
})

it('what cannot be read is listed with the reason, never left out', () => {
  expect(summary(aTemplate({ components: [{ type: 'HOLOGRAM' }] })).why).toMatchObject([
    { code: 'unknown_component' },
  ])
  expect(summaryOf(listed, undefined)).toMatchObject({ unread: true, name: 'order_ready' })
})

it('says of which templates a customer without a number gets none', () => {
  const authentication = { ...listed, category: 'AUTHENTICATION' }

  expect(summaryOf(authentication, aTemplate({ category: 'AUTHENTICATION' })).needsNumber).toBe(
    true,
  )
  expect(summaryOf(authentication, undefined).needsNumber).toBe(true)
  expect(summary(aTemplate({})).needsNumber).toBeUndefined()
})

it('the version changes with the templates only, in whatever order they come', () => {
  const [a, b] = [summary(aTemplate({})), { ...summary(aTemplate({})), name: 'a' }]
  const version = templateList([a, b], new Date(0)).version

  expect(templateList([b, a], new Date(1)).version).toBe(version)
  expect(templateList([a], new Date(0)).version).not.toBe(version)
})

it('6,000 templates fit into two items of the table', () => {
  const texts = Array.from({ length: 6000 }, (_, i) => ({
    ...summary(aTemplate({})),
    name: `template_${i}`,
    body: textOf(i),
  }))

  expect(packed(templateList(texts, new Date(0))).length).toBeLessThan(2 * 350_000)
})

/** About 300 characters, different in each. */
const WORDS =
  'your order booking delivery is ready waiting changed on at for the and please check answer before Friday Monday code invoice'.split(
    ' ',
  )
const textOf = (seed: number) =>
  Array.from(
    { length: 50 },
    (_, i) => WORDS[(seed * 7 + i * i * (1 + (seed % 13))) % WORDS.length],
  ).join(' ')
