import { Unreadable } from '#whatsapp/errors/problems'
import { isObject } from '#whatsapp/json/rules'
import { parseDefinition } from '#whatsapp/templates/definition'
import { render } from '#whatsapp/templates/render'
import type { Command } from '../cli/command.ts'
import { answer, EXIT_CODES, readArgs, readJson } from './input.ts'

export const templateRender: Command = {
  usage: '<definition> <values>',
  summary: 'what is sent of a template, and what the phone shows',
  help: `<definition>: as for template fields. <values>: {key: value} with the keys template fields tells.
Values are text for text, url_suffix, payload, coupon_code and otp; otherwise the object WhatsApp takes:
  image, video, document       {"id": …} or {"link": …}, a document also "filename"
  location                     {"latitude", "longitude", "name"?, "address"?}
  product                      {"product_retailer_id", "catalog_id"}
  flow                         {"flow_token"?, "flow_action_data"?}
  catalog                      {"thumbnail_product_retailer_id"}
  products                     {"thumbnail_product_retailer_id", "sections": [{"title", "product_items": [{"product_retailer_id"}]}]}
  order                        the order_details object
  voice_call                   {"ttl_minutes"?, "payload"?}
  expiration                   a number: milliseconds since 1970
A body's text may also be {"type": "currency", "currency": {…}} or {"type": "date_time", "date_time": {…}}.

{
  "components": […],           exactly what goes into the message's template.components
  "preview": {
    "header"?                  {"type": "text", "text"} or {"type": "image" | …, "value"}
    "body", "footer"?,
    "limitedTimeOffer"?        {"text", "expiresAt"?}
    "buttons": [{"type", "text", "url"?, "phoneNumber"?, "code"?}],
    "cards"?: [{"header"?, "body"?, "buttons"}],
    "seeAllOptions"            the phone shows two buttons and "See all options"
    "shownOnDesktop"           whether WhatsApp on a computer can show the template
  },
  "problems": [problem]        "path" is a field's key or a part of the definition; send only when none refuses
}

${EXIT_CODES}`,
  run: (args) =>
    answer(
      async () => {
        const { files } = readArgs(args, 2)
        const definition = parseDefinition(await readJson(files[0]!))
        const values = await readJson(files[1]!)
        if (!isObject(values))
          throw new Unreadable('not_values', 'values are a JSON object: {"body.1": "Ana"}')
        return render(definition, values, { now: new Date() })
      },
      ({ problems }) => problems,
    ),
}
