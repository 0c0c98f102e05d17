import { expect, it } from 'vitest'
import { piecesOf } from '../../../agent-widget/preview/marks.ts'
import { asPlace, piecesWithPlaces } from '../../../agent-widget/preview/place-marks.ts'

it('finds the value of each field in a text, even if a field occurs twice', () => {
  const first = asPlace('Ana', 0, false)
  const second = asPlace('Lisbon', 3, true)

  expect(piecesWithPlaces(`Hello ${first}, to ${second}? ${first}!`)).toEqual([
    { text: 'Hello ' },
    { text: 'Ana', field: 0 },
    { text: ', to ' },
    { text: 'Lisbon', field: 3, isFocused: true },
    { text: '? ' },
    { text: 'Ana', field: 0 },
    { text: '!' },
  ])
})

it('removes the invisible characters that mark a field, even from a value or a part of a text', () => {
  const half = asPlace('a \u2063b', 5, false).slice(0, -2)

  expect(piecesWithPlaces(half)).toEqual([{ text: 'a ' }])
  expect(piecesWithPlaces(asPlace('a\u2064b', 5, false))).toEqual([{ text: 'ab', field: 5 }])
})

it('marks fields with invisible characters that do not change which words WhatsApp formats', () => {
  const kinds = (text: string) => piecesOf(text).map(({ is }) => is)

  expect(kinds(`*${asPlace('Lisbon', 0, false)}*`)).toEqual(['bold'])
  expect(kinds(`a${asPlace('*b*', 0, false)}`)).toEqual(['text'])
  expect(kinds(`${asPlace('*b*', 0, false)}c`)).toEqual(['text'])
  expect(asPlace('- an item', 0, false)).toBe('- an item')
})
