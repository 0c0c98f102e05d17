import { type RefObject, useEffect, useRef } from 'react'
import { isTextForField } from '../files/pasted-text.ts'

/** A file pasted anywhere in the form goes into its first place that is seen and empty. */
export function usePastedFile(
  place: RefObject<HTMLElement | null>,
  isEmpty: boolean,
  onFile: (file: File) => void,
): void {
  const take = useRef(onFile)
  take.current = onFile
  useEffect(() => {
    const form = place.current?.closest('form')
    if (!form || !isEmpty) return
    const paste = (event: ClipboardEvent) => {
      const [file] = event.clipboardData?.files ?? []
      if (
        !file ||
        event.defaultPrevented ||
        isTextForField(event) ||
        !place.current?.checkVisibility()
      )
        return
      event.preventDefault()
      take.current(file)
    }
    form.addEventListener('paste', paste)
    return () => form.removeEventListener('paste', paste)
  }, [place, isEmpty])
}
