/**
 * Returns whether text is being pasted into a text input. Spreadsheets copy a picture together with
 * the text, and the input should get the text.
 */
export const isTextForField = ({ target, clipboardData }: ClipboardEvent): boolean =>
  target instanceof Element &&
  target.matches('input, textarea') &&
  (clipboardData?.types.includes('text/plain') ?? false)
