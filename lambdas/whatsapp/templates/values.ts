// Checks the value of a template's field according to the kind of the field, and converts the value
// into parameters of the message.
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import {
  allOf,
  anyObject,
  at,
  characterProblems,
  isObject,
  type Json,
  lengthProblems,
  object,
  type Rule,
  required,
  text,
  typeName,
} from '#whatsapp/json/rules'
import { documentObject, mediaObject } from '#whatsapp/media/object-rules'
import {
  couponCode,
  flowAction,
  locationParameter,
  mpmAction,
  payload,
  productParameter,
  ttlMinutes,
} from '#whatsapp/messages/template-message-rules'
import { isBlank } from '#whatsapp/messages/text'
import { type Field, type FieldKind, MAX_OTP } from '#whatsapp/templates/fields'
import { orderIn } from '#whatsapp/templates/order'
import { paramTextProblems } from '#whatsapp/templates/parameter-text'

interface Kind {
  /** Returns the problems of a value. Called only if the value is present. */
  check(value: unknown, field: Field, now: Date | undefined): Problem[]
  /**
   * Returns the parameters for the value. For a button, the result contains all parameters of the
   * button's component.
   */
  parameters(value: unknown, field: Field): Json[]
}

/**
 * Returns whether a value is present. An optional text that the agent left empty counts as missing
 * and is not sent.
 */
export const hasValue = (value: unknown, { required }: Field): boolean =>
  value !== undefined && value !== null && (required || value !== '')

const rule =
  (r: Rule): Kind['check'] =>
  (value, { key }) =>
    required(r)(value, key)

const media = (type: 'image' | 'video' | 'document'): Kind => ({
  check: (value, field) => [
    ...rule(type === 'document' ? documentObject : mediaObject)(value, field, undefined),
    ...thumbnailProblems(value, field),
  ],
  parameters: (value) => [{ type, [type]: value }],
})

/**
 * Refuses a thumbnail that is the example file of a definition. The example's address expires, and
 * WhatsApp cannot send the example.
 */
function thumbnailProblems(value: unknown, { key, example }: Field): Problem[] {
  const link = isObject(value) ? value.link : undefined
  if (
    typeof link !== 'string' ||
    (link !== example && !/^https:\/\/scontent[\w.-]*\.whatsapp\.net\//i.test(link))
  )
    return []
  return [
    problem(
      'example_as_media',
      at(key, 'link'),
      'This is the example’s own address, which expires. Upload the file and use its id.',
    ),
  ]
}

/**
 * Returns whether the value of an amount or a date is an object of WhatsApp's JSON. WhatsApp
 * displays the fallback text of the object.
 */
const isLocalized = (value: unknown, { component }: Field): value is Json =>
  component === 'body' &&
  isObject(value) &&
  (value.type === 'currency' || value.type === 'date_time')

const localized = (value: Json): Rule => {
  const fallback = required((v, p) =>
    typeof v === 'string' ? paramTextProblems(v, p) : text()(v, p),
  )
  const type = String(value.type)
  return (v, p) =>
    required((inner, path) =>
      isObject(inner)
        ? fallback(inner.fallback_value, at(path, 'fallback_value'))
        : anyObject(inner, path),
    )((v as Json)[type], at(p, type))
}

/** Returns the text that replaces the variable on the customer's phone. */
export function displayedText(value: unknown, field: Field): string {
  if (typeof value === 'string') return value
  if (!isLocalized(value, field)) return ''
  const inner = value[String(value.type)]
  return isObject(inner) && typeof inner.fallback_value === 'string' ? inner.fallback_value : ''
}

const KINDS = {
  text: {
    check(value, field) {
      if (isLocalized(value, field)) return localized(value)(value, field.key)
      return textValue(value, field, paramTextProblems)
    },
    parameters: (value, field) =>
      isLocalized(value, field) ? [value] : [{ type: 'text', text: value }],
  },
  otp: {
    check: (value, field) => textValue(value, field, codeProblems),
    parameters: (value) => [{ type: 'text', text: value }],
  },
  url_suffix: {
    check: (value, field) =>
      textValue(value, field, (v, path) => [...suffixProblems(v, path), ...overLong(v, field)]),
    parameters: (value) => [{ type: 'text', text: value }],
  },
  payload: { check: rule(payload), parameters: (value) => [{ type: 'payload', payload: value }] },
  coupon_code: {
    check: (value, field) =>
      textValue(value, field, (v, path) => [...couponCode(v, path), ...overMax(v, field)]),
    parameters: (value) => [{ type: 'coupon_code', coupon_code: value }],
  },
  image: media('image'),
  video: media('video'),
  document: media('document'),
  location: {
    check: rule(locationParameter),
    parameters: (value) => [{ type: 'location', location: value }],
  },
  product: {
    check: rule(productParameter),
    parameters: (value) => [{ type: 'product', product: value }],
  },
  flow: {
    check: rule(flowAction),
    parameters: (value) =>
      isObject(value) && Object.keys(value).length === 0 ? [] : [{ type: 'action', action: value }],
  },
  catalog: {
    check: rule(object({ thumbnail_product_retailer_id: required(text()) })),
    parameters: (value) => [{ type: 'action', action: value }],
  },
  products: { check: rule(mpmAction), parameters: (value) => [{ type: 'action', action: value }] },
  order: {
    check: (value, field) => orderProblems(value, field),
    parameters: (value) => {
      const order = orderIn(value)
      const action = isObject(order?.order_details) ? order : { order_details: order }
      return [{ type: 'action', action }]
    },
  },
  voice_call: {
    check: rule(object({ ttl_minutes: ttlMinutes, payload: text() })),
    parameters: (value) =>
      isObject(value)
        ? ['ttl_minutes', 'payload']
            .filter((type) => value[type] !== undefined)
            .map((type) => ({ type, [type]: value[type] }))
        : [],
  },
  expiration: {
    check: (value, { key }, now) => expirationProblems(value, key, now),
    parameters: (value) => [
      { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: value } },
    ],
  },
} satisfies Record<FieldKind, Kind>

export function valueProblems(value: unknown, field: Field, now: Date | undefined): Problem[] {
  if (hasValue(value, field)) return KINDS[field.kind].check(value, field, now)
  if (field.required)
    return [
      problem(
        'required',
        field.key,
        `The value is missing. The template needs ${WANTED[field.kind]} here. Fill it in.`,
      ),
    ]
  // Meta's documentation says that this parameter is optional, but a message without the parameter
  // was reported as refused (error 131008).
  return field.kind === 'catalog'
    ? [
        warning(
          'required',
          field.key,
          `The value is missing. WhatsApp may refuse a catalog button without ${WANTED.catalog}.`,
        ),
      ]
    : []
}

export const parametersOf = (value: unknown, field: Field): Json[] =>
  KINDS[field.kind].parameters(value, field)

const WANTED: Readonly<Record<FieldKind, string>> = {
  text: 'a text',
  image: 'an image ({"id": …} or {"link": …})',
  video: 'a video ({"id": …} or {"link": …})',
  document: 'a document ({"id": …} or {"link": …})',
  location: 'a location ({"latitude": …, "longitude": …})',
  product: 'a product ({"product_retailer_id": …, "catalog_id": …})',
  url_suffix: 'the end of the link',
  payload: 'a text',
  coupon_code: 'the offer’s code',
  otp: 'the one-time code',
  flow: 'the form’s token and data',
  catalog: 'a product for the picture ({"thumbnail_product_retailer_id": …})',
  products: 'the products ({"thumbnail_product_retailer_id": …, "sections": […]})',
  order: 'the order’s amounts, which come as JSON with an attribute of the contact',
  expiration: 'the time the offer ends, in milliseconds since 1970',
  voice_call: 'the call’s settings',
}

function textValue(
  value: unknown,
  field: Field,
  check: (value: string, path: string) => Problem[],
): Problem[] {
  if (typeof value === 'string') return check(value, field.key)
  return [
    problem(
      'wrong_type',
      field.key,
      `The value is ${typeName(value)}. The template needs ${WANTED[field.kind]} here.`,
    ),
  ]
}

// A one-time code must be short and must not contain addresses, media or emoji.
// https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates
function codeProblems(value: string, path: string): Problem[] {
  const problems = [...paramTextProblems(value, path), ...lengthProblems(value, path, MAX_OTP)]
  if (/\p{Extended_Pictographic}/u.test(value) && !/^[\d#*]+$/.test(value)) {
    problems.push(
      problem(
        'emoji',
        path,
        'The code has an emoji. WhatsApp does not accept that in a one-time code. Remove it.',
      ),
    )
  }
  if (/:\/\/|^www\./i.test(value))
    problems.push(
      problem(
        'url',
        path,
        'The code has a web address. WhatsApp does not accept that in a one-time code. Remove it.',
      ),
    )
  return problems
}

const overMax = (value: string, { key, maxLength }: Field) =>
  maxLength === undefined || couponCode(value, key).some(({ code }) => code === 'too_long')
    ? []
    : lengthProblems(value, key, maxLength)

/**
 * Warns about a link that is longer than Meta's limit. Meta documents the limit for links in
 * definitions. The limit probably also applies to links with a value.
 */
const overLong = (value: string, { key, maxLength = Number.POSITIVE_INFINITY }: Field) =>
  lengthProblems(value, key, maxLength).map(({ message, values }) =>
    warning('may_be_too_long', key, message, values),
  )

function suffixProblems(value: string, field: string): Problem[] {
  if (isBlank(value)) return paramTextProblems(value, field)
  const problems: Problem[] = characterProblems(value, field)
  if (/^https?:\/\//i.test(value))
    problems.push(
      problem(
        'whole_link',
        field,
        'This is a whole address. WhatsApp appends it to the address in the template. Enter only the end of the link.',
      ),
    )
  if (/\s/.test(value))
    problems.push(
      problem(
        'blank_in_link',
        field,
        'The end of the link has a space. WhatsApp does not accept that. Write it as %20.',
      ),
    )
  if (/[^\s\x21-\x7e]|["<>\\^`{|}]/.test(value))
    problems.push(
      warning(
        'not_encoded',
        field,
        'The end of the link has characters that are not allowed in links. Percent-encode them.',
      ),
    )
  return problems
}

function orderProblems(value: unknown, field: Field): Problem[] {
  const order = typeof value === 'string' ? orderIn(value) : value
  if (!order && typeof value === 'string')
    return [
      problem(
        'order_unreadable',
        field.key,
        'The value is not the JSON of an order. The shop’s own system writes the order into an attribute of the contact. Tell your administrator.',
      ),
    ]
  return rule(allOf(anyObject, notEmpty))(order, field, undefined)
}

function notEmpty(value: unknown, path: string): Problem[] {
  return isObject(value) && Object.keys(value).length === 0
    ? [problem('empty', path, 'The order is empty. WhatsApp requires its details. Fill them in.')]
    : []
}

const THIS_MILLENNIUM_MS = 1e12

function expirationProblems(value: unknown, path: string, now: Date | undefined): Problem[] {
  if (typeof value !== 'number' || !Number.isInteger(value))
    return [
      problem(
        'wrong_type',
        path,
        `The time is ${typeName(value)}. WhatsApp accepts whole milliseconds since 1970.`,
      ),
    ]
  if (value < THIS_MILLENNIUM_MS)
    return [
      problem(
        'not_milliseconds',
        path,
        `The time ${value} is before 2001. WhatsApp counts milliseconds, not seconds. Multiply it by 1000.`,
      ),
    ]
  if (now && value <= now.getTime())
    return [
      problem(
        'in_the_past',
        path,
        `The time ${new Date(value).toISOString()} is in the past. WhatsApp accepts only a time in the future. Choose a later one.`,
      ),
    ]
  return []
}
