import { useState } from 'react'

/**
 * Holds the text of an input as the agent typed it, in addition to the value that is read from the
 * text. An unfinished line or date stays in the input, although the value does not contain it. If
 * something else changes the value, the new value replaces the text.
 */
export function useTyped<Value>(
  value: Value,
  read: (text: string) => Value,
  write: (value: Value) => string,
): readonly [string, (text: string) => void] {
  const [typed, setTyped] = useState<string>()
  const isCurrent = typed !== undefined && JSON.stringify(read(typed)) === JSON.stringify(value)
  return [isCurrent ? typed : write(value), setTyped]
}
