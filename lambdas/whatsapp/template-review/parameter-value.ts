// Converts one parameter of a finished message into the value of the template's field that it
// fills.
import { type Problem, problem } from '#whatsapp/errors/problems'
import { str } from '#whatsapp/json/loose'
import type { Json } from '#whatsapp/json/rules'
import type { Field } from '#whatsapp/templates/fields'

export interface FoundValues {
  readonly values: Record<string, unknown>
  /** The path of each value in the message. */
  readonly places: Map<string, string>
  /** The components of the message: `body`, `button.0`, `card.1.button.0`. */
  readonly components: Set<string>
  readonly problems: Problem[]
  /** The number of cards in the message's carousel. */
  sentCards: number
}

/**
 * The type that a parameter must have, by the kind of field it fills. The parameter has its value
 * in the member of the same name.
 */
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

export function keep(field: Field, parameter: Json, where: string, found: FoundValues): void {
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
        `The type is ${type || 'missing'}. The template needs ${wanted} here (132012).`,
      ),
    )
  }
  const value = localized ? { type, [type]: parameter[type] } : parameter[wanted]
  if (found.places.has(field.key) && found.values[field.key] !== value) {
    found.problems.push(
      problem(
        'codes_differ',
        where,
        'The code differs from the one in the body. WhatsApp requires the same code in both.',
      ),
    )
  }
  // A value of the wrong type is replaced by a placeholder, because the problem with the type has
  // already been reported.
  found.values[field.key] = type === wanted || localized ? value : undefined
  if (found.values[field.key] === undefined && type !== wanted)
    found.values[field.key] = placeholderFor(field)
  found.places.set(field.key, `${where}.${localized ? type : wanted}`)
}

/**
 * Returns a placeholder for a parameter of the wrong type, so that it is not also reported as
 * missing.
 */
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
