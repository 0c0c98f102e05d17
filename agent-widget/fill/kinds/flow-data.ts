// Converts the data for a form (a WhatsApp Flow), which the agent types as JSON. A text that is not
// JSON stays in the input, and the rules report the text as a problem.

export function dataIn(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    const data = JSON.parse(text) as unknown
    return typeof data === 'object' && data !== null ? data : text
  } catch {
    return text
  }
}

export function dataText(data: unknown): string {
  if (data === undefined) return ''
  return typeof data === 'string' ? data : JSON.stringify(data, null, 2)
}
