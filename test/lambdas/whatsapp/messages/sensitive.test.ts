import { expect, it } from 'vitest'
import {
  DEFAULT_SENSITIVE,
  isCardNumber,
  isIban,
  type SensitiveRules,
  sensitiveProblems,
} from '#whatsapp/messages/sensitive'

// The valid numbers are test numbers that the card networks publish.
it.each([
  ['4111111111111111', true],
  [' 4111 1111 1111 1111 ', true],
  ['5555-5555-5555-4444', true],
  ['378282246310005', true],
  ['4111111111111112', false],
  ['Card 4111111111111111', false],
  ['1234567812345670', false],
  ['0000000000000000', false],
  ['+15550100', false],
])('recognizes card numbers by their check digit (%j: %s)', (value, expected) =>
  expect(isCardNumber(value)).toBe(expected),
)

// The valid numbers are examples in the IBAN registry.
it.each([
  ['DE89370400440532013000', true],
  ['gb29 nwbk 6016 1331 9268 19', true],
  ['NO9386011117947', true],
  ['DE88370400440532013000', false],
  ['DE8937', false],
  ['Pay to DE89370400440532013000', false],
])('recognizes IBANs by their check digits (%j: %s)', (value, expected) =>
  expect(isIban(value)).toBe(expected),
)

const rules = (more: Partial<SensitiveRules>): SensitiveRules => ({ ...DEFAULT_SENSITIVE, ...more })
const values = { 'body.1': 'Ana', 'body.2': '4111111111111111', header: { id: 'C-12345678' } }
const customerId = { name: 'a customer id', pattern: '\\bC-\\d{8}\\b' }

it.each([
  [
    'asks the agent for confirmation by default',
    rules({}),
    false,
    ['confirm_sensitive values.body.2 card'],
  ],
  ['accepts the value when the agent has confirmed it', rules({}), true, []],
  [
    'refuses the value if the setting says so',
    rules({ action: 'refuse' }),
    true,
    ['sensitive_refused values.body.2 card'],
  ],
  [
    'allows every value if the setting says so',
    rules({ action: 'allow', patterns: [customerId] }),
    false,
    [],
  ],
  [
    'also finds values that match an administrator’s pattern, even nested ones',
    rules({ patterns: [customerId] }),
    false,
    ['confirm_sensitive values.body.2 card', 'confirm_sensitive values.header.id a customer id'],
  ],
])('the check of sensitive values %s', (_, some, isConfirmed, expected) => {
  const found = sensitiveProblems(values, 'values', some, isConfirmed)
  expect(found.map(({ code, path, values: of }) => `${code} ${path} ${of!.kind}`)).toEqual(expected)
})
