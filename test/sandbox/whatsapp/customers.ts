// The people on the other side: their phones, and how they stand to the business.
import type { World } from '../world.ts'

export interface Customer {
  /** E.164 with +; people who chose a username may have none. */
  readonly number?: string
  /** Business-scoped user id, as US.13491208655302741918 */
  readonly userId?: string
  name?: string
  username?: string
  /** Switched on and connected: messages are delivered. */
  online: boolean
  /** Looks at what arrives, with read receipts on. */
  reads: boolean
  /** Has WhatsApp. */
  registered: boolean
  /** What becomes of marketing templates: `limited` by Meta's limit per user, `experiment`: in Meta's control group. */
  marketing: 'welcome' | 'stopped' | 'limited' | 'experiment'
}

export type CustomerSettings = Partial<Omit<Customer, 'number' | 'userId'>>

export interface Customers {
  /** By number or user id. */
  find(address: string): Customer | undefined
  /** Whoever writes has WhatsApp, known before or not. */
  get(address: string): Customer
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
      find(address) ??
      add(/^\+?\d+$/.test(address) ? { number: withPlus(address) } : { userId: address }),
    all: () => customers,
  }
}

export const withPlus = (number: string) => (number.startsWith('+') ? number : `+${number}`)
