// Creates the objects of which Meta's webhooks consist.
// https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
import type { BusinessNumber } from '../world.ts'
import type { Customer } from './customers.ts'

export type Status = 'sent' | 'delivered' | 'read' | 'played' | 'failed'

const digits = (number: string) => number.replace(/^\+/, '')

export const metadataOf = ({ number, metaId }: BusinessNumber) => ({
  display_phone_number: digits(number),
  phone_number_id: metaId,
})

type Person = Partial<Pick<Customer, 'number' | 'userId' | 'name' | 'username'>>

/**
 * Returns the customer as an entry of `contacts` in a webhook. An entry for a customer without a
 * number has no wa_id.
 */
export const contactOf = ({ number, userId, name, username }: Person) => ({
  ...((name || username) && { profile: { ...(name && { name }), ...(username && { username }) } }),
  ...(number && { wa_id: digits(number) }),
  ...(userId && { user_id: userId }),
})

export const senderOf = ({ number, userId }: Person) => ({
  ...(number && { from: digits(number) }),
  ...(userId && { from_user_id: userId }),
})

export const timestamp = (now: number) => String(Math.floor(now / 1000))

interface Facts {
  id: string
  payload: Record<string, any>
  customer: Person
  now: number
  category?: string | undefined
  inWindow?: boolean
}

// Until this date, messages inside the service window are free, except marketing and authentication
// templates. https://developers.facebook.com/docs/whatsapp/pricing
const ALL_CHARGED_FROM = Date.parse('2026-10-01T00:00:00Z')

export function statusOf(
  status: Status,
  { id, payload, customer, now, category = 'SERVICE', inWindow = false }: Facts,
) {
  const free = inWindow && ['SERVICE', 'UTILITY'].includes(category) && now < ALL_CHARGED_FROM
  const pricing = {
    billable: !free,
    pricing_model: 'PMP',
    type: free ? 'free_customer_service' : 'regular',
    category: category.toLowerCase(),
  }
  return {
    id,
    status,
    timestamp: timestamp(now),
    ...(customer.number && { recipient_id: digits(customer.number) }),
    ...(customer.userId && { recipient_user_id: customer.userId }),
    ...(payload.biz_opaque_callback_data && {
      biz_opaque_callback_data: payload.biz_opaque_callback_data,
    }),
    ...((status === 'sent' || status === 'delivered') && { pricing }),
  }
}
