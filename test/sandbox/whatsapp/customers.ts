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
   * Whether the phone is on and connected. Messages are delivered only if the phone is on and
   * connected.
   */
  online: boolean
  /** Whether the customer reads arriving messages, with read receipts turned on. */
  reads: boolean
  /** Whether the customer has WhatsApp. */
  registered: boolean
  /**
   * Whether marketing templates are delivered to the customer. `limited` means Meta's limit per
   * user, and `experiment` means Meta's control group.
   */
  marketing: 'welcome' | 'stopped' | 'limited' | 'experiment'
}

export type CustomerSettings = Partial<Omit<Customer, 'number' | 'userId'>>

export interface Customers {
  /** Finds a customer by number or user id. */
  find(address: string): Customer | undefined
  /** Returns the customer who writes. Adds a customer who is not known yet. */
  get(address: string): Customer
  /**
   * Returns the customer to whom all these addresses belong: numbers, with + or without, and user
   * ids. Adds a customer who is not known yet. Two customers who already exist keep separate
   * phones.
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
