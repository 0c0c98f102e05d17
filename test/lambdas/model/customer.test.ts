import { expect, it } from 'vitest'
import { type Customer, nameOf } from '#model/customer'

const number = '+15550100'

it.each<[Customer, string]>([
  [{ name: 'Ana', username: 'ana', number }, 'Ana'],
  [{ name: ' \u3164', username: 'ana', number }, 'ana'],
  [{ name: '\u200e', number }, number],
  [{ name: '', userId: 'US.13491208655302741918' }, 'WhatsApp user …1918'],
  [{ name: ' ' }, 'WhatsApp user'],
])('displays a name that is not blank for the customer %j', (customer, name) => {
  expect(nameOf(customer)).toBe(name)
})
