import { type DragEvent, useEffect, useRef, useState } from 'react'
import { isTextForField } from '../files/pasted-text.ts'

/**
 * Receives files that are dropped onto an element. Pasted files are received if this element or no
 * element has the focus. If the element contains an input for files, the input receives the files
 * that are dropped onto it.
 */
export function useDroppedFiles<Target extends HTMLElement>(
  isWanted: boolean,
  onFiles: (files: File[]) => void,
) {
  const target = useRef<Target>(null)
  const [isOver, setIsOver] = useState(false)
  const take = useRef(onFiles)
  take.current = onFiles

  useEffect(() => {
    if (!isWanted) return
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])]
      const isHere =
        event.target === document.body || target.current?.contains(event.target as Node)
      if (!isHere || files.length === 0 || event.defaultPrevented || isTextForField(event)) return
      event.preventDefault()
      take.current(files)
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [isWanted])

  const hasFiles = ({ dataTransfer }: DragEvent) => isWanted && dataTransfer.types.includes('Files')
  const handlers = {
    onDragOver(event: DragEvent) {
      if (event.defaultPrevented) return setIsOver(false)
      if (!hasFiles(event)) return
      event.preventDefault()
      setIsOver(true)
    },
    onDragLeave(event: DragEvent) {
      if (!target.current?.contains(event.relatedTarget as Node | null)) setIsOver(false)
    },
    onDrop(event: DragEvent) {
      setIsOver(false)
      if (event.defaultPrevented || !hasFiles(event)) return
      event.preventDefault()
      onFiles([...event.dataTransfer.files])
    },
  }
  return { target, isOver, handlers }
}
