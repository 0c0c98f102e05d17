// Converts a parameter of a message into the value of a field. The parameter belongs to a finished
// message, and the field to the template.
import { type Problem, problem } from '#whatsapp/errors/problems'
import { str } from '#whatsapp/json/loose'
import type { Json } from '#whatsapp/json/rules'
import type { Field } from '#whatsapp/templates/fields'

export interface FoundValues {
  readonly values: Record<string, unknown>
  /** The path of each value in the message, by the key of its field. */
  readonly places: Map<string, string>
  /** The keys of the message's components, such as `body`, `button.0` or `card.1.button.0`. */
  readonly components: Set<string>
  readonly problems: Problem[]
  /** The number of cards in the message's carousel. */
  sentCards: number
}

/**
 * The type that a parameter must have, by the kind of the field. The value of a parameter is in the
 * property that has the type's name, for example in `image` for the type `image`.
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
  // A wrong type has already been reported above. The placeholder prevents a second problem, which
  // would say that the value is missing.
  found.values[field.key] = type === wanted || localized ? value : undefined
  if (found.values[field.key] === undefined && type !== wanted)
    found.values[field.key] = placeholderFor(field)
  found.places.set(field.key, `${where}.${localized ? type : wanted}`)
}

/** Returns a valid value that replaces a value of the wrong type. */
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
