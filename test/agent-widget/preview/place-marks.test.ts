import { expect, it } from 'vitest'
import { piecesOf } from '../../../agent-widget/preview/marks.ts'
import { asPlace, piecesWithPlaces } from '../../../agent-widget/preview/place-marks.ts'

it('finds the places of several fields in a text, including a field that occurs twice', () => {
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

it('removes every invisible mark, even from a value and from a text that formatting has divided', () => {
  const half = asPlace('a \u2063b', 5, false).slice(0, -2)

  expect(piecesWithPlaces(half)).toEqual([{ text: 'a ' }])
  expect(piecesWithPlaces(asPlace('a\u2064b', 5, false))).toEqual([{ text: 'ab', field: 5 }])
})

it('does not change which words WhatsApp formats', () => {
  const kinds = (text: string) => piecesOf(text).map(({ is }) => is)

  expect(kinds(`*${asPlace('Lisbon', 0, false)}*`)).toEqual(['bold'])
  expect(kinds(`a${asPlace('*b*', 0, false)}`)).toEqual(['text'])
  expect(kinds(`${asPlace('*b*', 0, false)}c`)).toEqual(['text'])
  expect(asPlace('- an item', 0, false)).toBe('- an item')
})
