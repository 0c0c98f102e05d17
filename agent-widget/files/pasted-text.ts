/**
 * Returns whether a paste into a text field contains text. Spreadsheets copy a picture together
 * with the text, and the field should get the text.
 */
export const isTextForField = ({ target, clipboardData }: ClipboardEvent): boolean =>
  target instanceof Element &&
  target.matches('input, textarea') &&
  (clipboardData?.types.includes('text/plain') ?? false)
