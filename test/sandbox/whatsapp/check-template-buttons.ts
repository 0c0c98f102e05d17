// Checks the values for a template's buttons. `index` counts all buttons of the definition,
// including those without a value.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates/interactive-message-templates
import {
  checkParameterText,
  refuseCount,
  type Sending,
  type SentComponent,
} from './check-template-text.ts'
import { fill, placeholders, valuesOf } from './parameters.ts'
import { refuse } from './refusal.ts'
import {
  anyObject,
  anyText,
  type Check,
  filled,
  filledObject,
  integer,
  list,
  literal,
  matching,
  object,
  text,
} from './shape.ts'

interface Button {
  type: string
  url?: string
}

interface Rule {
  /** Whether a message with the template must contain a value for the button. */
  required: boolean | ((button: Button) => boolean)
  check(parameters: readonly unknown[], at: string, button: Button, sending: Sending): void
}

const LONGEST_URL = 2000
// Client libraries limit the payload to 128 or 256 characters. The sandbox uses the stricter limit.
const LONGEST_PAYLOAD = 128

const exactly =
  (check: Check, most = 1, least = most): Rule['check'] =>
  (parameters, at) => {
    if (parameters.length < least) refuse(131008, `${at} requires a parameter`)
    if (parameters.length > most) refuseCount(at, parameters.length, most)
    parameters.forEach((parameter, index) => void check(parameter, `${at}['parameters'][${index}]`))
  }

const action = (content: Check) => object({ type: literal('action'), action: content })
const coupon = (code: RegExp) =>
  exactly(
    object({ type: literal('coupon_code'), coupon_code: matching(code, 'an alphanumeric code') }),
  )
const checkCoupon: Rule['check'] = (parameters, at, button, sending) =>
  coupon(sending.limitedTimeOffer ? /^[A-Za-z0-9]{1,15}$/ : /^[A-Za-z0-9]{1,20}$/)(
    parameters,
    at,
    button,
    sending,
  )

const products = list(
  object(
    { product_items: list(object({ product_retailer_id: filled }), 1, 30) },
    { title: text(24) },
  ),
  1,
  10,
)

const payload: Check = (value, path) => {
  object({ type: literal('payload'), payload: anyText })(value, path)
  if ((value as { payload: string }).payload === '')
    refuse(132018, `Param ${path}['payload'] must not be empty`)
  text(LONGEST_PAYLOAD)((value as { payload: string }).payload, `${path}['payload']`)
}

const rules: Readonly<Record<string, Rule>> = {
  QUICK_REPLY: { required: false, check: exactly(payload) },
  URL: { required: ({ url }) => placeholders(url ?? '').length > 0, check: checkSuffix },
  COPY_CODE: { required: true, check: checkCoupon },
  // The message must have a component for the button, because Meta answers 131009 otherwise. The
  // component's parameters are optional.
  FLOW: {
    required: true,
    check: exactly(
      action(object({}, { flow_token: filled, flow_action_data: filledObject })),
      1,
      0,
    ),
  },
  // Meta's page calls this value optional, but error 131008 has been reported for a message without
  // it.
  CATALOG: {
    required: true,
    check: exactly(action(object({ thumbnail_product_retailer_id: filled })), 1, 0),
  },
  MPM: {
    required: true,
    check: exactly(action(object({ sections: products, thumbnail_product_retailer_id: filled }))),
  },
  ORDER_DETAILS: { required: true, check: exactly(action(object({ order_details: anyObject }))) },
  VOICE_CALL: { required: false, check: exactly(callParameter, 2, 0) },
}

const sendable = [
  'BOOKING_CONFIRMATION',
  'CATALOG',
  'COPY_CODE',
  'FLOW',
  'MPM',
  'ORDER_DETAILS',
  'QUICK_REPLY',
  'REMINDER',
  'URL',
  'VOICE_CALL',
]

export function checkButtons(
  buttons: readonly Button[],
  sent: readonly SentComponent[],
  sending: Sending,
) {
  const types = buttons.map(({ type }) => type.toUpperCase())
  const seen = new Set<number>()
  for (const component of sent) {
    const type = String(component.sub_type).toUpperCase()
    if (!sendable.includes(type)) refuse(100, `sub_type must be one of {${sendable.join(', ')}}`)
    const index = indexOf(component, type, types)
    if (types[index] !== type || !rules[type])
      refuse(131009, `Components sub_type invalid at index: ${index} and type: ${type}`)
    if (seen.has(index)) refuse(131009, `buttons: a second component for index ${index}`)
    seen.add(index)
    rules[type].check(
      component.parameters ?? [],
      `buttons: Button at index ${index} of type ${titled(type)}`,
      buttons[index]!,
      sending,
    )
  }
  buttons.forEach((button, index) => {
    const type = types[index]!
    const required = rules[type]?.required ?? false
    if (seen.has(index) || !(typeof required === 'function' ? required(button) : required)) return
    if (type === 'FLOW')
      refuse(131009, `Components sub_type invalid at index: ${index} and type: 0`)
    refuse(131008, `buttons: Button at index ${index} of type ${titled(type)} requires a parameter`)
  })
}

const titled = (type: string) => type[0] + type.slice(1).toLowerCase()

/**
 * Returns the button's index, which a message may contain as a string or an integer. The index of a
 * call button may be missing, as in Meta's example: a template can have only one call button.
 */
function indexOf({ index }: SentComponent, type: string, types: readonly string[]) {
  if (index === undefined && type === 'VOICE_CALL') return types.indexOf(type)
  if (index === undefined) refuse(131008, "Required parameter is missing: button['index']")
  if (!/^\d$/.test(String(index))) refuse(131009, `Param button['index'] must be a position`)
  return Number(index)
}

/** Checks the value for a URL button, which is the end of the URL in percent-encoded form. */
function checkSuffix(
  parameters: readonly unknown[],
  at: string,
  { url = '' }: Button,
  { context, authentication }: Sending,
) {
  const names = placeholders(url)
  if (names.length === 0 || parameters.length > 1) refuseCount(at, parameters.length, names.length)
  if (parameters.length === 0) refuse(131008, `${at} requires a parameter`)
  const parameter = parameters[0] as { type: string; text: string }
  object({
    type: literal('text'),
    text: (value, path) => checkParameterText(value, path, context.apiVersion),
  })(parameter, at)
  if (authentication) return text(15)(parameter.text, at)
  if (!/^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/.test(parameter.text))
    refuse(131009, `${at}: the suffix must be percent-encoded`)
  if (/^https?:\/\//i.test(parameter.text))
    refuse(131009, `${at}: only the end of the URL, which follows the template's own`)
  text(LONGEST_URL)(fill(url, valuesOf([parameter], names, false)), at)
}

function callParameter(value: unknown, path: string) {
  const { type } = (value ?? {}) as { type?: string }
  if (type === 'payload') return payload(value, path)
  object({ type: literal('ttl_minutes'), ttl_minutes: integer(1, 43_200) })(value, path)
}
