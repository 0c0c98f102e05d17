import { expect, it } from 'vitest'
import { packed, summaryOf, toTemplateList } from '#model/template-list'
import { aTemplate, body, buttons, header } from '../whatsapp/templates/templates.ts'

const listed = { name: 'order_ready', language: 'en_US', status: 'APPROVED', category: 'UTILITY' }
const summary = (definition: object, status = 'APPROVED') =>
  summaryOf({ ...listed, status }, definition)

it('an entry names each kind of field in the template once, and has the texts that the list displays', () => {
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

it('uses the status from Meta’s listing instead of the status in the older definition', () => {
  expect(summary(aTemplate({ status: 'APPROVED' }), 'PAUSED').why).toMatchObject([
    { code: 'template_not_approved' },
  ])
  expect(summary(aTemplate({ status: 'PENDING' }), 'APPROVED').why).toBeUndefined()
})

it('lists an unreadable template with the reason', () => {
  expect(summary(aTemplate({ components: [{ type: 'HOLOGRAM' }] })).why).toMatchObject([
    { code: 'unknown_component' },
  ])
  expect(summaryOf(listed, undefined)).toMatchObject({ unread: true, name: 'order_ready' })
})

it('records which templates cannot be sent to a customer without a number', () => {
  const authentication = { ...listed, category: 'AUTHENTICATION' }

  expect(summaryOf(authentication, aTemplate({ category: 'AUTHENTICATION' })).needsNumber).toBe(
    true,
  )
  expect(summaryOf(authentication, undefined).needsNumber).toBe(true)
  expect(summary(aTemplate({})).needsNumber).toBeUndefined()
})

it('the list has a new version if a template changes, but not if only the order changes', () => {
  const [a, b] = [summary(aTemplate({})), { ...summary(aTemplate({})), name: 'a' }]
  const version = toTemplateList([a, b], new Date(0)).version

  expect(toTemplateList([b, a], new Date(1)).version).toBe(version)
  expect(toTemplateList([a], new Date(0)).version).not.toBe(version)
})

it('stores 6,000 templates in two items of the table', () => {
  const texts = Array.from({ length: 6000 }, (_, i) => ({
    ...summary(aTemplate({})),
    name: `template_${i}`,
    body: textOf(i),
  }))

  expect(packed(toTemplateList(texts, new Date(0))).length).toBeLessThan(2 * 350_000)
})

/**
 * The words of the templates' bodies. Each body has about 300 characters, and no two bodies are
 * equal.
 */
const WORDS =
  'your order booking delivery is ready waiting changed on at for the and please check answer before Friday Monday code invoice'.split(
    ' ',
  )
const textOf = (seed: number) =>
  Array.from(
    { length: 50 },
    (_, i) => WORDS[(seed * 7 + i * i * (1 + (seed % 13))) % WORDS.length],
  ).join(' ')
