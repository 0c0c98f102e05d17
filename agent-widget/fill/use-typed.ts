import { useState } from 'react'

/**
 * What somebody typed, as they typed it, beside the value it stands for: an unfinished line or date stays in the input though
 * the value has no such thing. A value that changed otherwise is written anew.
 */
export function useTyped<Value>(
  value: Value,
  read: (text: string) => Value,
  write: (value: Value) => string,
): readonly [string, (text: string) => void] {
  const [typed, setTyped] = useState<string>()
  const stands = typed !== undefined && JSON.stringify(read(typed)) === JSON.stringify(value)
  return [stands ? typed : write(value), setTyped]
}
