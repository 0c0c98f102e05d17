import { expect, it } from 'vitest'
import { formattedNumber } from '../../../agent-widget/i18n/format.ts'

it.each([
  ['+15550142', '+15550142'],
  ['+15550100142', '+1 555 010 0142'],
  ['+447700900142', '+44 7700 900 142'],
  ['+5511987654321', '+55 1198 7654 321'],
  ['+351912345678', '+351 912 345 678'],
  ['+79161234567', '+7 9161 234 567'],
  ['+97150123456', '+971 5012 3456'],
  ['+4912345', '+4912345'],
  ['not a number', 'not a number'],
])('writes %s as %s, with all its digits', (number, formatted) => {
  expect(formattedNumber(number)).toBe(formatted)
  expect(formatted.replaceAll(' ', '')).toBe(number.replaceAll(' ', ''))
})
