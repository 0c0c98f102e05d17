// Finds emoji, formatting and other characters that some parts of a template must not contain.

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

export const emojiIn = (text: string): number =>
  [...characters.segment(text)].filter(({ segment }) =>
    /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(segment),
  ).length

export const hasLineBreak = (text: string): boolean => /[\n\r]/.test(text)

/** Returns whether a text contains asterisks, tildes or backticks, or words between underscores. */
export const hasFormatting = (text: string): boolean => /[*~`]|(?<!\w)_[^_{}]+_(?!\w)/.test(text)
