import { buildCommand } from '@stricli/core'
import { Unreadable } from '#whatsapp/errors/problems'
import { isObject } from '#whatsapp/json/rules'
import { parseDefinition } from '#whatsapp/templates/definition'
import { render } from '#whatsapp/templates/render'
import type { Command, Context } from '../cli/command.ts'
import { argument } from '../cli/options.ts'
import { debugDocs, definitionArgument } from './documentation.ts'
import { printResult, readJson } from './input.ts'

export const templateRender: Command = buildCommand<object, [string, string], Context>({
  docs: debugDocs(
    'Show the message that a template becomes, and how the phone displays it',
    `VALUES is {key: value} with the keys that "debug template fields" prints. A value is a string for the
kinds text, url_suffix, payload, coupon_code and otp. For every other kind it is WhatsApp's own object or number:
  image, video, document       {"id": …} or {"link": …}, a document also "filename"
  location                     {"latitude", "longitude", "name"?, "address"?}
  product                      {"product_retailer_id", "catalog_id"}
  flow                         {"flow_token"?, "flow_action_data"?}
  catalog                      {"thumbnail_product_retailer_id"}
  products                     {"thumbnail_product_retailer_id", "sections": [{"title",
                               "product_items": [{"product_retailer_id"}]}]}
  order                        the order_details object
  voice_call                   {"ttl_minutes"?, "payload"?}
  expiration                   a number: milliseconds since 1970
A text of the body may also be {"type": "currency", "currency": {…}} or {"type": "date_time",
"date_time": {…}}.

{
  "components": […],           exactly the content of the message's template.components
  "preview": {
    "header"?                  {"type": "text", "text"} or {"type": "image" | …, "value"}
    "body", "footer"?,
    "limitedTimeOffer"?        {"text", "expiresAt"?}
    "buttons": [{"type", "text", "url"?, "phoneNumber"?, "code"?}],
    "cards"?: [{"header"?, "body"?, "buttons"}],
    "seeAllOptions"            the phone shows two buttons and "See all options"
    "shownOnDesktop"           whether WhatsApp on a computer can show the template
  },
  "problems": [problem]        "path" is a field's key or a position in the definition; do not send
                               the components unless all problems are warnings
}`,
  ),
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [definitionArgument, argument('VALUES', 'The values of its fields, by key')],
    },
  },
  func(_flags, definitionFile, valuesFile) {
    return printResult(
      this,
      [definitionFile, valuesFile],
      async () => {
        const definition = parseDefinition(await readJson(definitionFile))
        const values = await readJson(valuesFile)
        if (!isObject(values))
          throw new Unreadable(
            'not_values',
            'The values must be a JSON object, such as {"body.1": "Ana"}.',
          )
        return render(definition, values, { now: this.host.now() })
      },
      ({ problems }) => problems,
    )
  },
})
