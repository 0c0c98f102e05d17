import { expect, it } from 'vitest'
import { customerNumber } from '../../../agent-widget/workspace/customer-number.ts'

it.each([
  { from: ['+15550142', '+15550199'], is: '+15550142', why: 'the first source wins' },
  { from: [undefined, null, '+15550142'], is: '+15550142', why: 'empty sources are passed by' },
  {
    from: ['anonymous', '15550142'],
    is: '+15550142',
    why: 'a placeholder is no number, and WhatsApp writes numbers without +',
  },
  { from: ['whatsapp:+15550142'], is: '+15550142', why: 'a prefix is not part of it' },
  { from: ['+1 (555) 014-2000'], is: '+15550142000', why: 'people write it like this' },
  {
    from: ['US.13491208655302741918'],
    is: undefined,
    why: 'a user id is no number, however many digits it has',
  },
  { from: ['+0555014200'], is: undefined, why: 'no country code begins with 0' },
  { from: ['+1234567890123456'], is: undefined, why: 'no number has 16 digits' },
  { from: [''], is: undefined, why: 'nothing is nothing' },
  { from: [], is: undefined, why: 'nobody has it' },
])('reads $from as the number $is: $why', ({ from, is }) => {
  expect(customerNumber(from)).toBe(is)
})
