import { expect, it } from 'vitest'
import { sentenceAround } from '../../../agent-widget/fields/sentence-around.ts'

const FLIGHT =
  'Dear {{1}}, flight {{3}} leaves at {{2}} now, from gate {{4}}. If {{2}} does not suit you, answer.'

it.each([
  [FLIGHT, '1', 'Dear ▢, flight…'],
  [FLIGHT, '2', '…leaves at ▢ now, from…'],
  [FLIGHT, '3', '…flight ▢ leaves at…'],
  [FLIGHT, '4', '…now, from gate ▢.'],
  ['Your flight {{1}} has changed', '1', 'Your flight ▢ has changed'],
  ['Hello!\n*{{1}}* is your code. Do not share it.', '1', '▢ is your…'],
  ['Your trip to {{1}} begins soon, {{2}}. Pack well.', '2', '…begins soon, ▢.'],
  ['We met before. See you at {{1}}!', '1', 'See you at ▢!'],
])(
  'in the text “%s”, labels the variable {{%s}} with the words around the variable: “%s”',
  (text, variable, label) => {
    expect(sentenceAround(text, variable)).toBe(label)
  },
)

it.each(['{{1}}', '{{1}} – {{2}}', 'No variable.'])(
  'finds no words around the variable in “%s”',
  (text) => {
    expect(sentenceAround(text, '1')).toBeUndefined()
  },
)
