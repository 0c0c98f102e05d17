import { useState } from 'react'

/**
 * Keeps the text of an input as it was typed, in addition to its value. An unfinished line or date
 * stays in the input although it is not part of the value. If the value changes in another way, the
 * text is replaced.
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
