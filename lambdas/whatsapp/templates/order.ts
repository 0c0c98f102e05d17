// The order of a template with an ORDER_DETAILS button. The shop's own system creates the order,
// because the order has amounts, taxes and a payment key that an agent cannot type.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-br/orders
import { isObject, type Json } from '#whatsapp/json/rules'

/**
 * Returns the order from a value: an object, or the JSON text of a contact attribute. Returns
 * undefined for anything else.
 */
export function orderIn(value: unknown): Json | undefined {
  const order = typeof value === 'string' ? parsed(value) : value
  return isObject(order) ? order : undefined
}

export const isOrder = (value: unknown): boolean => Object.keys(orderIn(value) ?? {}).length > 0

/**
 * Returns the details themselves, which may be wrapped in `order_details` as in WhatsApp's own
 * JSON.
 */
const detailsOf = (order: Json): Json =>
  isObject(order.order_details) ? order.order_details : order

export interface OrderTotal {
  readonly reference: string
  readonly currency: string
  /**
   * The amount in whole units of the currency: 99 for a `value` of 9900 with an `offset` of 100.
   */
  readonly amount: number
}

/**
 * Returns the reference and total of the order for display, or undefined if a part is missing or
 * malformed.
 */
export function totalOf(order: Json): OrderTotal | undefined {
  const { reference_id: reference, currency, total_amount: total } = detailsOf(order)
  if (typeof reference !== 'string' || typeof currency !== 'string' || !isObject(total))
    return undefined
  const amount = Number(total.value) / Number(total.offset)
  return Number.isFinite(amount) && /^[A-Z]{3}$/.test(currency)
    ? { reference, currency, amount }
    : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
