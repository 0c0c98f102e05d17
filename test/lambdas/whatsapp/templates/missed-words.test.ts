import { expect, it } from 'vitest'
import { countedAs, MOST_WORDS, missedWords } from '#whatsapp/templates/missed-words'

it('returns each significant word of a text once, in English, Spanish or Portuguese', () => {
  expect(missedWords('Your refund form for the Refund, please!')).toEqual(['refund', 'form'])
  expect(missedWords('Hola, ¿dónde está su cotización?')).toEqual(['cotización'])
  expect(missedWords('Olá! Obrigado pela sua avaliação')).toEqual(['avaliação'])
  expect(countedAs('Avaliação')).toBe(countedAs('avaliacao'))
})

it.each([
  'LH1166',
  '4711',
  '+15550142',
  'ana@example.com',
  'https://example.com/trip',
  'example.com',
  '12,50€',
  'donaudampfschifffahrtsgesellschaft',
  'no',
])('does not count %s as a word', (word) => {
  expect(missedWords(`voucher ${word} hotel`)).toEqual(['voucher', 'hotel'])
})

it('leaves out the names of the customer and the agent', () => {
  const names = ['José Álvarez', 'Maria', undefined]

  expect(missedWords('Jose, the invoice of Alvarez: yours, Maria', names)).toEqual(['invoice'])
})

it('returns a limited number of words even for a very long text', () => {
  const words = 'abcdefghijklmnopqrst'.split('').map((letter) => letter.repeat(4))

  expect(missedWords(words.join(' '))).toEqual(words.slice(0, MOST_WORDS))
})
