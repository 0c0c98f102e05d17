// The rules for template messages that do not depend on the template's definition. The rules apply
// to the name, the language and the structure of the components.
// ../template-review/message-check.ts compares the components with the definition.
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages#template-object
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import {
  allOf,
  anyObject,
  anything,
  at,
  coordinate,
  integer,
  isObject,
  list,
  object,
  oneOf,
  type Rule,
  required,
  text,
  word,
} from '#whatsapp/json/rules'
import { documentObject, mediaObject } from '#whatsapp/media/object-rules'
import { productSections } from '#whatsapp/messages/product-sections'
import { paramTextProblems } from '#whatsapp/templates/parameter-text'

// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/components
export const MAX_COUPON_CODE = 20
/**
 * Meta's documentation has no limit for the payload of a quick reply. Client libraries use limits
 * between 128 and 256 characters for the payload.
 */
export const PAYLOAD_SAFE = 128
export const PAYLOAD_MAX = 256

export const SUB_TYPES = [
  'booking_confirmation',
  'catalog',
  'copy_code',
  'flow',
  'mpm',
  'order_details',
  'quick_reply',
  'reminder',
  'url',
  'voice_call',
]

/**
 * Free-form messages must not contain a form with empty data. Meta does not document whether
 * templates may contain a form with empty data.
 */
const flowData: Rule = (value, path) =>
  isObject(value) && Object.keys(value).length === 0
    ? [
        warning(
          'empty',
          path,
          'The form’s data is empty. WhatsApp refuses that in other messages. Fill it in or leave it out.',
        ),
      ]
    : anyObject(value, path)

export const flowAction = object({ flow_token: text(), flow_action_data: flowData })

const action = object({
  flow_token: text(),
  flow_action_data: flowData,
  thumbnail_product_retailer_id: text(),
  sections: productSections,
  order_details: anyObject,
})

export const locationParameter = object({
  latitude: required(coordinate(90)),
  longitude: required(coordinate(180)),
  name: text(),
  address: text(),
})

export const productParameter = object(
  { product_retailer_id: required(text()), catalog_id: text() },
  (value, path) =>
    isObject(value) && value.catalog_id === undefined
      ? [
          warning(
            'required',
            at(path, 'catalog_id'),
            'The catalog is missing. WhatsApp’s examples always name it. Fill it in.',
          ),
        ]
      : [],
)

export const couponCode = text({
  max: MAX_COUPON_CODE,
  pattern: /^[A-Za-z0-9]*$/,
  form: 'letters and digits only',
})
export const payload = text({ max: PAYLOAD_MAX, doubtfulFrom: PAYLOAD_SAFE })
export const ttlMinutes = integer(1, 43200)
export const mpmAction = object({
  thumbnail_product_retailer_id: required(text()),
  sections: required(allOf(productSections, titledIfSeveral)),
})

/**
 * Reports sections without a title. In a free-form message with several sections, each section
 * needs a title.
 */
function titledIfSeveral(value: unknown, path: string): Problem[] {
  if (!Array.isArray(value) || value.length < 2) return []
  return value.flatMap((section, i) =>
    isObject(section) && section.title
      ? []
      : [
          warning(
            'required',
            `${path}.${i}.title`,
            'The title of the section is missing. Without it the customer cannot tell the sections apart. Fill it in.',
          ),
        ],
  )
}

/**
 * The rule for a parameter's value, by the type of the parameter. The value is in the property that
 * has the type's name, for example in `image` for the type `image`.
 */
const PARAMETERS: Readonly<Record<string, Rule>> = {
  text: (value, path) =>
    typeof value === 'string' ? paramTextProblems(value, path) : required(text())(value, path),
  currency: object({
    fallback_value: required(text()),
    code: required(text({ max: 3 })),
    amount_1000: required(integer(-1e15, 1e15)),
  }),
  date_time: object({
    fallback_value: required(text()),
    day_of_week: anything,
    year: anything,
    month: anything,
    day_of_month: anything,
    hour: anything,
    minute: anything,
    calendar: anything,
  }),
  image: mediaObject,
  video: mediaObject,
  document: documentObject,
  location: locationParameter,
  product: productParameter,
  payload,
  coupon_code: couponCode,
  action,
  ttl_minutes: ttlMinutes,
  limited_time_offer: object({ expiration_time_ms: required(integer(1, Number.MAX_SAFE_INTEGER)) }),
  tap_target_configuration: list(object({ url: required(text()), title: required(text()) })),
}

const parameter: Rule = (value, path) => {
  if (!isObject(value)) return object({})(value, path)
  const type = typeof value.type === 'string' ? value.type.toLowerCase() : ''
  if (!Object.hasOwn(PARAMETERS, type)) {
    if (type === '') return required(text())(value.type, at(path, 'type'))
    if (type === 'gif')
      return [
        problem(
          'gif_header',
          at(path, 'type'),
          'Only Meta’s marketing messages API can send a GIF header, and Meta does not document its form. Use another template.',
        ),
      ]
    return [
      problem(
        'unknown_type',
        at(path, 'type'),
        `WhatsApp has no parameter of this type. It has ${Object.keys(PARAMETERS).join(', ')}. Check the spelling.`,
      ),
    ]
  }
  return object({ type: anything, parameter_name: text(), [type]: required(PARAMETERS[type]!) })(
    value,
    path,
  )
}

const parameters = list(parameter, { min: 0 })
const index: Rule = (value, path) =>
  (typeof value === 'string' && /^\d{1,2}$/.test(value)) ||
  (typeof value === 'number' && Number.isInteger(value) && value >= 0)
    ? []
    : [
        problem(
          'wrong_form',
          path,
          'The index is not a position. WhatsApp accepts the button’s position in the template, counted from 0.',
        ),
      ]

const button: Rule = (value, path) => {
  const subType = isObject(value) ? word(value.sub_type) : ''
  return object({
    type: anything,
    sub_type: required(oneOf(...SUB_TYPES)),
    // Meta's example of a call button has no index.
    index:
      subType === 'voice_call' ? (v, p) => (v === undefined ? [] : index(v, p)) : required(index),
    // A message must contain the component of a flow, catalog or call button even if the component
    // has no parameters.
    parameters: ['flow', 'catalog', 'voice_call'].includes(subType)
      ? parameters
      : required(list(parameter)),
  })(value, path)
}

const card = object({ card_index: required(integer(0, 9)), components: required(list(component)) })

const COMPONENTS: Readonly<Record<string, Rule>> = {
  header: object({ type: anything, parameters: required(parameters) }),
  body: object({ type: anything, parameters: required(parameters) }),
  button,
  carousel: object({ type: anything, cards: required(list(card, { min: 2, max: 10 })) }),
  limited_time_offer: object({ type: anything, parameters: required(list(parameter, { max: 1 })) }),
  tap_target_configuration: object({
    type: anything,
    parameters: required(list(parameter, { max: 1 })),
  }),
}

function component(value: unknown, path: string): Problem[] {
  if (!isObject(value)) return object({})(value, path)
  const type = typeof value.type === 'string' ? value.type.toLowerCase() : ''
  if (Object.hasOwn(COMPONENTS, type)) return COMPONENTS[type]!(value, path)
  if (type === '') return required(text())(value.type, at(path, 'type'))
  const message = `WhatsApp accepts no component of this type when a template is sent. It accepts ${Object.keys(COMPONENTS).join(', ')}. Leave it out.`
  return [problem('unknown_type', at(path, 'type'), message)]
}

export const templateComponents: Rule = list(component, { min: 0 })

export const templateName: Rule = text({
  max: 512,
  pattern: /^[a-z0-9_]+$/,
  form: 'lower-case letters, digits and _',
})

export const templateRule: Rule = object({
  name: required(templateName),
  language: required(object({ code: required(text()), policy: oneOf('deterministic') })),
  components: templateComponents,
})
