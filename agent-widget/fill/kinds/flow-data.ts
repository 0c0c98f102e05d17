// Converts the data of a form, which the agent types as JSON. Text that is not JSON is preserved,
// and the rules refuse it.

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
