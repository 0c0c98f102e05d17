import { expect, it } from 'vitest'
import { filePlaces } from '../../../agent-widget/files/file-places.ts'

const FOLLOWING = 4
const PRECEDING = 2
const aFile = (name: string) => new File([], name)

/** Returns a form with these file fields, in this order. */
function aForm(...kinds: readonly ('empty' | 'full' | 'hidden')[]) {
  const places = filePlaces()
  const taken: string[] = []
  const elements: Pick<HTMLElement, 'checkVisibility' | 'compareDocumentPosition'>[] = kinds.map(
    (kind, n) => ({
      checkVisibility: () => kind !== 'hidden',
      compareDocumentPosition: (other) =>
        elements.indexOf(other as HTMLElement) > n ? FOLLOWING : PRECEDING,
    }),
  )
  // Adds the fields in reverse order, because lazily loaded fields may be added in any order.
  for (const n of [...elements.keys()].reverse())
    places.add({
      element: elements[n]!,
      isEmpty: () => kinds[n] !== 'full',
      take: ({ name }) => void taken.push(`${name} in ${n}`),
    })
  return { places, taken }
}

it('puts files into the empty visible fields in the order of the form', () => {
  const { places, taken } = aForm('full', 'hidden', 'empty', 'empty')

  expect(places.fill([aFile('a'), aFile('b')])).toEqual([])
  expect(taken).toEqual(['a in 2', 'b in 3'])
})

it('returns the remaining files if the form has too few empty fields', () => {
  const { places, taken } = aForm('full', 'empty')

  expect(places.fill([aFile('a'), aFile('b')]).map(({ name }) => name)).toEqual(['b'])
  expect(taken).toEqual(['a in 1'])
})
