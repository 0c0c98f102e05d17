import { expect, it } from 'vitest'
import type { Offer } from '#whatsapp/templates/curation'
import { parseDefinition } from '#whatsapp/templates/definition'
import { movedValues, type PreparedTemplate } from '../../../agent-widget/fill/moved-values.ts'
import { preparedFields } from '../../../agent-widget/fill/prepared-fields.ts'
import { aTemplate, body, buttons, header } from '../../lambdas/whatsapp/templates/templates.ts'
import { en as messages } from '../i18n/languages.ts'

function prepared(
  components: object[],
  offer: Partial<Offer> = {},
  attributes: Record<string, string> = {},
  rest: object = {},
): PreparedTemplate {
  const definition = parseDefinition(aTemplate({ components, ...rest }))!
  const whole: Offer = { offered: true, ...offer }
  return { definition, offer: whole, prepared: preparedFields(definition, whole, attributes) }
}
const NAMED = { parameter_format: 'NAMED' }

function moved(
  former: PreparedTemplate,
  values: Record<string, unknown>,
  successor: PreparedTemplate,
  uploads = {},
) {
  return movedValues(former, { values, uploads }, successor, messages)
}

it('moves a value to the replacement template’s variable of the same name, whatever its position', () => {
  const former = prepared(
    [body('Dear {{first_name}}, {{device}} until {{deadline}}.')],
    {},
    {},
    NAMED,
  )
  const successor = prepared([body('{{device}} until {{First_Name}}')], {}, {}, NAMED)

  expect(
    moved(
      former,
      { 'body.first_name': 'Ana', 'body.device': 'Clock', 'body.deadline': 'Friday' },
      successor,
    ),
  ).toEqual({
    values: { 'body.First_Name': 'Ana', 'body.device': 'Clock' },
    uploads: {},
    left: ['Deadline: Friday'],
  })
})

it('moves a value to the field with the same contact attribute, or otherwise with the same label', () => {
  const former = prepared([body('Dear {{1}}, it costs {{2}} and takes {{3}} days.')], {
    defaults: { 'body.1': { attribute: 'customerName' } },
    labels: { 'body.2': 'Price' },
  })
  const successor = prepared([body('{{1}} is the price, {{2}}. It takes {{3}} days.')], {
    defaults: { 'body.2': { attribute: 'customerName' } },
    labels: { 'body.1': 'price' },
  })

  expect(
    moved(former, { 'body.1': 'Ana', 'body.2': '$45', 'body.3': '3' }, successor),
  ).toMatchObject({ values: { 'body.2': 'Ana', 'body.1': '$45' }, left: ['…and takes 3 days.'] })
})

it('does not move a value to a field if the two fields have only their number in common', () => {
  const former = prepared([body('{{1}}')])
  const successor = prepared([body('{{1}}')])

  expect(moved(former, { 'body.1': 'Ana' }, successor)).toMatchObject({
    values: {},
    left: ['Text {{1}}: Ana'],
  })
})

it('moves a picture with its upload, and the end of a link to the button with the same label', () => {
  const link = (text: string) => ({ type: 'URL', text, url: 'https://example.com/{{1}}' })
  const former = prepared([header('IMAGE'), body('Hi'), buttons(link('See'), link('Pay'))])
  const successor = prepared([header('IMAGE'), body('Hello'), buttons(link('Pay'))])
  const upload = { uploadId: 'u1', name: 'a.jpg', mimeType: 'image/jpeg', size: 3 }

  expect(
    moved(former, { header: { id: 'u1' }, 'button.0': 'a', 'button.1': 'b' }, successor, {
      header: upload,
    }),
  ).toEqual({
    values: { header: { id: 'u1' }, 'button.0': 'b' },
    uploads: { header: upload },
    left: ['End of the link “See”: a'],
  })
})

it('uses the default of the new template if the agent had left the default of the old template unchanged', () => {
  const former = prepared(
    [body('Until {{day}}')],
    { defaults: { 'body.day': 'Friday' } },
    {},
    NAMED,
  )
  const successor = prepared(
    [body('Before {{day}}')],
    { defaults: { 'body.day': 'Monday' } },
    {},
    NAMED,
  )

  expect(moved(former, { 'body.day': 'Friday' }, successor)).toMatchObject({ values: {}, left: [] })
  expect(moved(former, { 'body.day': 'Sunday' }, successor).values).toEqual({
    'body.day': 'Sunday',
  })
})

it('does not move a one-time code into the replacement of a template', () => {
  const code = () =>
    prepared(
      [{ type: 'BODY' }, buttons({ type: 'OTP', otp_type: 'COPY_CODE' })],
      {},
      {},
      { category: 'AUTHENTICATION' },
    )
  const [key] = Object.keys({ 'body.1': '' })

  expect(moved(code(), { [key!]: '402913' }, code())).toMatchObject({ values: {}, left: [] })
})
