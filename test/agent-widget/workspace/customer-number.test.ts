import { expect, it } from 'vitest'
import { customerNumber } from '../../../agent-widget/workspace/customer-number.ts'

it.each([
  { from: ['+15550142', '+15550199'], is: '+15550142', why: 'the first source wins' },
  { from: [undefined, null, '+15550142'], is: '+15550142', why: 'empty sources are skipped' },
  {
    from: ['anonymous', '15550142'],
    is: '+15550142',
    why: 'a word is not a number, and WhatsApp omits the +',
  },
  { from: ['whatsapp:+15550142'], is: '+15550142', why: 'the prefix is removed' },
  { from: ['+1 (555) 014-2000'], is: '+15550142000', why: 'spaces and punctuation are removed' },
  {
    from: ['US.13491208655302741918'],
    is: undefined,
    why: 'a user id is not a number',
  },
  { from: ['+0555014200'], is: undefined, why: 'no country code begins with 0' },
  { from: ['+1234567890123456'], is: undefined, why: 'no number has 16 digits' },
  { from: [''], is: undefined, why: 'the source is empty' },
  { from: [], is: undefined, why: 'there is no source' },
])('reads $from as the number $is: $why', ({ from, is }) => {
  expect(customerNumber(from)).toBe(is)
})
