import { expect, it } from 'vitest'
import {
  coordinatesIn,
  isShortLink,
  placeNameIn,
} from '../../../agent-widget/fields/coordinates.ts'

it.each([
  ['38.7223, -9.1393', ['38.7223', '-9.1393']],
  ['https://maps.example.com/place/Here/@38.7223,-9.1393,17z', ['38.7223', '-9.1393']],
  ['https://maps.example.com/?q=38.7223%2C-9.1393', ['38.7223', '-9.1393']],
  ['geo:38.7223,-9.1393', ['38.7223', '-9.1393']],
  [
    'https://www.google.com/maps/place/Caf%C3%A9/@38.70,-9.10,17z/data=!3m1!4b1!4m6!8m2!3d38.7223!4d-9.1393',
    ['38.7223', '-9.1393'],
  ],
  ['https://www.google.com/maps/search/38.7223,+-9.1393', ['38.7223', '-9.1393']],
  ['https://www.google.com/maps/dir/?api=1&destination=38.7223,-9.1393', ['38.7223', '-9.1393']],
  ['https://maps.apple.com/?ll=38.7223,-9.1393&q=Caf%C3%A9', ['38.7223', '-9.1393']],
  [
    'https://maps.apple.com/place?coordinate=38.7223,-9.1393&name=Caf%C3%A9',
    ['38.7223', '-9.1393'],
  ],
  [
    'https://www.openstreetmap.org/?mlat=38.7223&mlon=-9.1393#map=12/38.5/-9.0',
    ['38.7223', '-9.1393'],
  ],
  ['https://www.openstreetmap.org/#map=17/38.7223/-9.1393', ['38.7223', '-9.1393']],
  ['https://www.bing.com/maps?cp=38.7223~-9.1393&lvl=16', ['38.7223', '-9.1393']],
  ['https://waze.com/ul?ll=38.7223%2C-9.1393&navigate=yes', ['38.7223', '-9.1393']],
  [`38°43'20.3"N 9°08'21.5"W`, ['38.722306', '-9.139306']],
])('finds latitude and longitude in %s', (pasted, [latitude, longitude]) => {
  expect(coordinatesIn(pasted)).toEqual({ latitude, longitude })
})

it.each([
  '38.7223',
  'Lisbon',
  '138.7, 9.1',
  '',
  'https://www.google.com/maps/dir/Lisbon/Porto/@39.9,-9.3,8z',
])('finds no latitude and longitude in “%s”', (typed) => {
  expect(coordinatesIn(typed)).toBeUndefined()
})

it('reads the name of a place from a link, unless the name consists of coordinates', () => {
  expect(
    placeNameIn('https://www.google.com/maps/place/Caf%C3%A9+Central/@38.7223,-9.1393,17z'),
  ).toBe('Café Central')
  expect(
    placeNameIn('https://www.google.com/maps/place/38.7223,-9.1393/@38.7223,-9.1393,17z'),
  ).toBeUndefined()
})

it('recognizes a short link, which cannot contain coordinates', () => {
  expect(isShortLink('https://maps.app.goo.gl/Xy12')).toBe(true)
  expect(isShortLink('https://www.google.com/maps/@38.7223,-9.1393,17z')).toBe(false)
})
