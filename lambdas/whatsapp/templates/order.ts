// Reads the order for a template with an ORDER_DETAILS button. The shop's own system must create
// the order, because the order contains amounts, taxes and a payment key that an agent cannot
// enter.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-br/orders
import { isObject, type Json } from '#whatsapp/json/rules'

/**
 * Returns the order that a value contains. The value is an object, or JSON text from a contact
 * attribute. Returns undefined for any other value.
 */
export function orderIn(value: unknown): Json | undefined {
  const order = typeof value === 'string' ? parsed(value) : value
  return isObject(order) ? order : undefined
}

export const isOrder = (value: unknown): boolean => Object.keys(orderIn(value) ?? {}).length > 0

/**
 * Returns the details of an order. In WhatsApp's own JSON, they are inside an object
 * `order_details`. An order without this object contains the details itself.
 */
const detailsOf = (order: Json): Json =>
  isObject(order.order_details) ? order.order_details : order

export interface OrderTotal {
  readonly reference: string
  readonly currency: string
  /**
   * The amount in whole units of the currency, for example 99 for a `value` of 9900 and an `offset`
   * of 100.
   */
  readonly amount: number
}

/**
 * Returns the reference and the total of the order for display, or undefined if either is missing
 * or malformed.
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
