import { parseDefinition } from '#whatsapp/templates/definition'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import type { Command } from '../cli/command.ts'
import { answer, EXIT_CODES, readArgs, readJson } from './input.ts'

export const templateFields: Command = {
  usage: '<definition>',
  summary: 'what must be filled in before a template can be sent',
  help: `<definition>: as GetWhatsAppMessageTemplate returns it, or as written to create the template.

{
  "name", "language",
  "sendable": true | false,
  "why": [problem],            why it cannot be sent; warnings of what to know
  "fields": [{
    "key":                     header, body.1, body.customer_name, button.2, card.0.header, card.1.button.0, limited_time_offer
    "component":               header | body | button | limited_time_offer
    "kind":                    text | image | video | document | location | product | url_suffix | payload | coupon_code |
                               otp | flow | catalog | products | order | expiration | voice_call
    "required": true | false,
    "maxLength"?, "example"?,
    "card"?, "button"?         which card, and which button among all of the template (or card), counted from 0
  }]
}
A one-time code has one field, body.1 of kind otp; it fills the body and the button.

${EXIT_CODES}`,
  run: (args) =>
    answer(
      async () => {
        const { files } = readArgs(args, 1)
        const definition = parseDefinition(await readJson(files[0]!))
        const { sendable, why, fields } = fieldsOf(definition)
        return {
          name: definition.name,
          language: definition.language,
          sendable,
          why,
          fields: fields.map(shown),
        }
      },
      ({ why }) => why,
    ),
}

const shown = ({ key, component, kind, required, maxLength, example, card, button }: Field) => ({
  key,
  component,
  kind,
  required,
  maxLength,
  example,
  card,
  button,
})
