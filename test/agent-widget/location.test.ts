import { expect, it } from 'vitest'
import { coordinatesIn } from '../../agent-widget/fill/location.ts'

it.each([
  ['38.7223, -9.1393', ['38.7223', '-9.1393']],
  ['https://maps.example.com/place/Here/@38.7223,-9.1393,17z', ['38.7223', '-9.1393']],
  ['https://maps.example.com/?q=38.7223%2C-9.1393', ['38.7223', '-9.1393']],
  ['geo:38.7223,-9.1393', ['38.7223', '-9.1393']],
])('%s is a place', (pasted, [latitude, longitude]) => {
  expect(coordinatesIn(pasted)).toEqual({ latitude, longitude })
})

it.each(['38.7223', 'Lisbon', '138.7, 9.1', ''])('“%s” is not both coordinates', (typed) => {
  expect(coordinatesIn(typed)).toBeUndefined()
})
