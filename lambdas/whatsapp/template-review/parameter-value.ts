// One parameter of a finished message, as the value of the template's field it fills.
import { type Problem, problem } from '#whatsapp/errors/problems'
import { str } from '#whatsapp/json/loose'
import type { Json } from '#whatsapp/json/rules'
import type { Field } from '#whatsapp/templates/fields'

export interface Found {
  readonly values: Record<string, unknown>
  /** Where each value stands in the message. */
  readonly places: Map<string, string>
  /** Which components are there: `body`, `button.0`, `card.1.button.0`. */
  readonly components: Set<string>
  readonly problems: Problem[]
  /** Of the message's carousel. */
  sentCards: number
}

/** What a parameter must be of, by the kind of field it fills, and the field in which it holds its value. */
const PARAMETER_TYPES: Readonly<Partial<Record<Field['kind'], string>>> = {
  text: 'text',
  otp: 'text',
  url_suffix: 'text',
  payload: 'payload',
  coupon_code: 'coupon_code',
  image: 'image',
  video: 'video',
  document: 'document',
  location: 'location',
  product: 'product',
  flow: 'action',
  catalog: 'action',
  products: 'action',
  order: 'action',
}

export function keep(field: Field, parameter: Json, where: string, found: Found): void {
  const type = str(parameter.type)?.toLowerCase() ?? ''
  const wanted = PARAMETER_TYPES[field.kind] ?? type
  const localized =
    field.kind === 'text' &&
    field.component === 'body' &&
    (type === 'currency' || type === 'date_time')
  if (type !== wanted && !localized) {
    found.problems.push(
      problem(
        'wrong_parameter',
        `${where}.type`,
        `${type || 'missing'}; the template takes ${wanted} here (132012). Give ${wanted}`,
      ),
    )
  }
  const value = localized ? { type, [type]: parameter[type] } : parameter[wanted]
  if (found.places.has(field.key) && found.values[field.key] !== value) {
    found.problems.push(
      problem(
        'codes_differ',
        where,
        'another code than the body’s; WhatsApp wants the same in both. Use one code',
      ),
    )
  }
  // Of the wrong type: the value it should be is missing, which the type's problem has said already.
  found.values[field.key] = type === wanted || localized ? value : undefined
  if (found.values[field.key] === undefined && type !== wanted)
    found.values[field.key] = placeholderFor(field)
  found.places.set(field.key, `${where}.${localized ? type : wanted}`)
}

/** Stands where a parameter of a wrong type was refused, so that the same fault is not told again as a missing value. */
function placeholderFor({ kind }: Field): unknown {
  switch (kind) {
    case 'image':
    case 'video':
    case 'document':
      return { id: '1' }
    case 'location':
      return { latitude: 0, longitude: 0 }
    case 'product':
      return { product_retailer_id: '1', catalog_id: '1' }
    case 'products':
      return {
        thumbnail_product_retailer_id: '1',
        sections: [{ title: '1', product_items: [{ product_retailer_id: '1' }] }],
      }
    case 'order':
      return { order_details: {} }
    case 'flow':
      return {}
    case 'catalog':
      return { thumbnail_product_retailer_id: '1' }
    default:
      return '1'
  }
}
