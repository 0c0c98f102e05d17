/** Spreadsheets put a picture beside the text: into a field goes the text. */
export const isTextForField = ({ target, clipboardData }: ClipboardEvent): boolean =>
  target instanceof Element &&
  target.matches('input, textarea') &&
  (clipboardData?.types.includes('text/plain') ?? false)
