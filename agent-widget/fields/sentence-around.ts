// Labels a numbered variable with the words around it. A label such as `{{2}}` would say nothing to
// an agent.
import { occurrencesIn } from '#whatsapp/templates/placeholders'

/** Stands for the variable in a label. */
export const BLANK = '▢'

const WORDS_BEFORE = 3
const WORDS_AFTER = 2

/**
 * Matches what can come before the start of a sentence: the end of a line, the end of a sentence,
 * or another variable.
 */
const BEGINNINGS = /\n|[.!?؟。]\s+|\{\{[^}]*\}\}[^\s\p{L}\p{N}]*/gu
const ENDS = /\n|[.!?؟。](?=\s|$)|\{\{/u

/**
 * Returns the words around a variable, for example `…leaves at ▢ now.` for variable 2 of `Dear
 * {{1}}, flight {{3}} leaves at {{2}} now.` Returns undefined if there are no words.
 */
export function sentenceAround(formatted: string, variable: string): string | undefined {
  const text = formatted.replace(/[*_~`]/g, '')
  const place = occurrencesIn(text).find(({ name }) => name === variable)
  if (!place) return undefined
  const before = beginningOf(text.slice(0, place.start))
  const after = endOf(text.slice(place.end))
  return /\p{L}/u.test(before + after)
    ? `${before}${before.endsWith('…') || !before ? '' : ' '}${BLANK}${after}`
    : undefined
}

function beginningOf(text: string): string {
  const cut = [...text.matchAll(BEGINNINGS)].at(-1)
  const words = wordsOf(text.slice(cut ? cut.index + cut[0].length : 0))
  const isCut = words.length > WORDS_BEFORE || cut?.[0].startsWith('{{')
  return `${isCut ? '…' : ''}${words.slice(-WORDS_BEFORE).join(' ')}`
}

function endOf(text: string): string {
  const end = ENDS.exec(text)
  const isSentence = end !== null && /[.!?؟。]/u.test(end[0])
  const rest = text.slice(0, end ? end.index + (isSentence ? 1 : 0) : undefined)
  const words = wordsOf(rest)
  const isCut = words.length > WORDS_AFTER || end?.[0] === '{{'
  const isApart = /^\s/.test(rest)
  return `${isApart && words.length > 0 ? ' ' : ''}${words.slice(0, WORDS_AFTER).join(' ')}${isCut ? '…' : ''}`
}

const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean)
