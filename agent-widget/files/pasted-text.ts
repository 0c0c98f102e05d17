/** Spreadsheets copy a picture together with the text: a text field takes the text. */
export const isTextForField = ({ target, clipboardData }: ClipboardEvent): boolean =>
  target instanceof Element &&
  target.matches('input, textarea') &&
  (clipboardData?.types.includes('text/plain') ?? false)
