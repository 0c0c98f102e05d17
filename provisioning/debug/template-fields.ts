import { buildCommand } from '@stricli/core'
import { parseDefinition } from '#whatsapp/templates/definition'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import type { Command, Context } from '../cli/command.ts'
import { debugDocs, definitionArgument } from './documentation.ts'
import { printResult, readJson } from './input.ts'

export const templateFields: Command = buildCommand<object, [string], Context>({
  docs: debugDocs(
    'List the fields to fill in before a template can be sent',
    `{
  "name", "language",
  "sendable": true | false,
  "why": [problem],            why it cannot be sent, and warnings
  "fields": [{
    "key":                     header, body.1, body.customer_name, button.2, card.0.header,
                               card.1.button.0, limited_time_offer
    "component":               header | body | button | limited_time_offer
    "kind":                    text | image | video | document | location | product | url_suffix |
                               payload | coupon_code | otp | flow | catalog | products | order |
                               expiration | voice_call
    "required": true | false,
    "maxLength"?, "example"?,
    "card"?, "button"?         which card, and which button of the template (or card), from 0
  }]
}
A one-time password has one field, body.1 of kind otp, which fills the body and the button.`,
  ),
  parameters: { positional: { kind: 'tuple', parameters: [definitionArgument] } },
  func(_flags, file) {
    return printResult(
      this,
      [file],
      async () => {
        const definition = parseDefinition(await readJson(file))
        const { sendable, why, fields } = fieldsOf(definition)
        return {
          name: definition.name,
          language: definition.language,
          sendable,
          why,
          fields: fields.map(documented),
        }
      },
      ({ why }) => why,
    )
  },
})

/** Returns those properties of a field that the help of the command documents. */
const documented = ({
  key,
  component,
  kind,
  required,
  maxLength,
  example,
  card,
  button,
}: Field) => ({ key, component, kind, required, maxLength, example, card, button })
