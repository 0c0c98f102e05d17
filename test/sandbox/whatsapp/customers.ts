// The customers, with the state of their phones and their settings for the business.
import type { World } from '../world.ts'

export interface Customer {
  /** The number in E.164 with +. A person who chose a username may have no number. */
  readonly number?: string
  /** A business-scoped user id, such as US.13491208655302741918. */
  userId?: string
  name?: string
  username?: string
  /**
   * Whether the phone is switched on and connected. Messages to an offline phone are delivered when
   * it is online again.
   */
  online: boolean
  /**
   * Whether the customer reads each message when it arrives and the phone then sends a read
   * receipt.
   */
  reads: boolean
  /** Whether the customer has WhatsApp. */
  registered: boolean
  /**
   * Whether Meta delivers marketing templates to the customer: `welcome` means yes, `stopped` means
   * that the customer has opted out, `limited` that Meta's limit per user is reached, and
   * `experiment` that Meta has put the customer into a control group.
   */
  marketing: 'welcome' | 'stopped' | 'limited' | 'experiment'
}

export type CustomerSettings = Partial<Omit<Customer, 'number' | 'userId'>>

export interface Customers {
  /** Finds a customer by number or user id. */
  find(address: string): Customer | undefined
  /** Returns the customer with this number or user id, who is added if unknown. */
  get(address: string): Customer
  /**
   * Returns the customer to whom all these addresses belong, which are numbers (with or without +)
   * and user ids. The customer is added if unknown. If the addresses already belong to two
   * customers, the two are not merged.
   */
  named(addresses: readonly string[]): Customer | undefined
  all(): readonly Customer[]
}

export const addressOf = ({ number, userId }: Pick<Customer, 'number' | 'userId'>) =>
  number ?? userId!

export function createCustomers(world: World): Customers {
  const customers: Customer[] = []
  const add = (known: Partial<Customer>) => {
    const customer: Customer = {
      online: true,
      reads: true,
      registered: true,
      marketing: 'welcome',
      ...known,
    }
    customers.push(customer)
    return customer
  }
  for (const known of world.customers) add(known)

  const find = (address: string) =>
    customers.find(({ number, userId }) => address === number || address === userId)
  return {
    find,
    get: (address) =>
      find(address) ?? add(isNumber(address) ? { number: withPlus(address) } : { userId: address }),
    named(addresses) {
      const digits = addresses.find(isNumber)
      const number = digits && withPlus(digits)
      const userId = addresses.find((address) => USER_ID.test(address))
      if (!number && !userId) return undefined
      const known = (number && find(number)) || (userId && find(userId))
      if (!known) return add({ ...(number && { number }), ...(userId && { userId }) })
      if (userId && !find(userId)) known.userId = userId
      return known
    },
    all: () => customers,
  }
}

const isNumber = (address: string) => /^\+?\d+$/.test(address)
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9.]+$/

export const withPlus = (number: string) => (number.startsWith('+') ? number : `+${number}`)
