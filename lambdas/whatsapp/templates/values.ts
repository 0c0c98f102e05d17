// What may fill a template's field, by the field's kind, and what it becomes in the message.
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import {
  all,
  anyObject,
  at,
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
import { type Field, type FieldKind, MAX_OTP } from '#whatsapp/templates/fields'
import { paramTextProblems } from '#whatsapp/templates/parameter-text'

interface Kind {
  /** What is wrong with a value that is there. */
  check(value: unknown, field: Field, now: Date | undefined): Problem[]
  /** The parameters it becomes; for a button, all of its component's. */
  parameters(value: unknown, field: Field): Json[]
}

/** A value left open: an optional text that somebody emptied again is not sent as empty text. */
export const isGiven = (value: unknown, { required }: Field): boolean =>
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

/** The address in a definition's example is signed for a while and for looking only. */
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
      'the example’s own address, which expires. Upload the file and give its id',
    ),
  ]
}

/** Amounts and dates may be given as WhatsApp has them; it shows their fallback text. */
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

/** What the customer reads in place of the variable. */
export function shownText(value: unknown, field: Field): string {
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
    check: rule(all(anyObject, notEmpty)),
    parameters: (value) => [
      {
        type: 'action',
        action: isObject(value) && isObject(value.order_details) ? value : { order_details: value },
      },
    ],
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
  if (isGiven(value, field)) return KINDS[field.kind].check(value, field, now)
  if (field.required)
    return [
      problem(
        'required',
        field.key,
        `missing; the template needs ${WANTED[field.kind]} here. Fill it in`,
      ),
    ]
  // Optional by Meta's documentation; a sending without it was reported refused (131008).
  return field.kind === 'catalog'
    ? [
        warning(
          'required',
          field.key,
          `missing; WhatsApp may refuse a catalog button without ${WANTED.catalog}`,
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
  location: 'a place ({"latitude": …, "longitude": …})',
  product: 'a product ({"product_retailer_id": …, "catalog_id": …})',
  url_suffix: 'the end of the link',
  payload: 'a text',
  coupon_code: 'the offer’s code',
  otp: 'the one-time code',
  flow: 'the form’s token and data',
  catalog: 'a product for the picture ({"thumbnail_product_retailer_id": …})',
  products: 'the products ({"thumbnail_product_retailer_id": …, "sections": […]})',
  order: 'the order’s details',
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
      `${typeName(value)}; the template needs ${WANTED[field.kind]} here`,
    ),
  ]
}

// No addresses, media or emoji, and not long.
// https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates
function codeProblems(value: string, path: string): Problem[] {
  const problems = [...paramTextProblems(value, path), ...lengthProblems(value, path, MAX_OTP)]
  if (/\p{Extended_Pictographic}/u.test(value) && !/^[\d#*]+$/.test(value)) {
    problems.push(
      problem('emoji', path, 'an emoji; WhatsApp accepts none in a one-time code. Take it out'),
    )
  }
  if (/:\/\/|^www\./i.test(value))
    problems.push(
      problem('url', path, 'an address; WhatsApp accepts none in a one-time code. Take it out'),
    )
  return problems
}

const overMax = (value: string, { key, maxLength }: Field) =>
  maxLength === undefined || couponCode(value, key).some(({ code }) => code === 'too_long')
    ? []
    : lengthProblems(value, key, maxLength)

/** The limit is that of a link in a definition; that it also holds once filled in is likely. */
const overLong = (value: string, { key, maxLength = Number.POSITIVE_INFINITY }: Field) =>
  lengthProblems(value, key, maxLength).map(({ message, values }) =>
    warning('may_be_too_long', key, message, values),
  )

function suffixProblems(value: string, field: string): Problem[] {
  if (value === '' || value.trim() === '') return paramTextProblems(value, field)
  const problems: Problem[] = []
  if (/^https?:\/\//i.test(value))
    problems.push(
      problem(
        'whole_link',
        field,
        'a whole address; WhatsApp puts it behind the template’s own. Give only the end of the link',
      ),
    )
  if (/\s/.test(value))
    problems.push(
      problem(
        'blank_in_link',
        field,
        'a blank in the end of a link; WhatsApp accepts none. Write it as %20',
      ),
    )
  if (/[^\s\x21-\x7e]|["<>\\^`{|}]/.test(value))
    problems.push(
      warning(
        'not_encoded',
        field,
        'characters a link cannot have as they are. Percent-encode them',
      ),
    )
  return problems
}

function notEmpty(value: unknown, path: string): Problem[] {
  return isObject(value) && Object.keys(value).length === 0
    ? [problem('empty', path, 'empty; WhatsApp requires the order’s details. Fill them in')]
    : []
}

const THIS_MILLENNIUM_MS = 1e12

function expirationProblems(value: unknown, path: string, now: Date | undefined): Problem[] {
  if (typeof value !== 'number' || !Number.isInteger(value))
    return [
      problem(
        'wrong_type',
        path,
        `${typeName(value)}; WhatsApp accepts whole milliseconds since 1970`,
      ),
    ]
  if (value < THIS_MILLENNIUM_MS)
    return [
      problem(
        'not_milliseconds',
        path,
        `${value} lies before 2001; WhatsApp counts milliseconds, not seconds. Multiply by 1000`,
      ),
    ]
  if (now && value <= now.getTime())
    return [
      problem(
        'in_the_past',
        path,
        `${new Date(value).toISOString()} is over; WhatsApp accepts a time to come. Choose a later one`,
      ),
    ]
  return []
}
