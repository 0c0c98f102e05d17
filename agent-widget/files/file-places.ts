// Keeps a list of the inputs for files in the open form. Files that the agent drops or pastes
// anywhere in the panel fill the empty inputs, in the order of the form.
import { createContext, type RefObject, use, useEffect, useRef } from 'react'

interface FilePlace {
  element: Pick<HTMLElement, 'checkVisibility' | 'compareDocumentPosition'>
  isEmpty(): boolean
  take(file: File): void
}

export interface FilePlaces {
  /** Adds an input. Returns a function that removes the input. */
  add(place: FilePlace): () => void
  /** Puts the files into the visible empty inputs. Returns the files that no input accepted. */
  fill(files: readonly File[]): readonly File[]
}

/** The value of `Node.DOCUMENT_POSITION_FOLLOWING`. */
const FOLLOWING = 4

export function filePlaces(): FilePlaces {
  const places = new Set<FilePlace>()
  return {
    add(place) {
      places.add(place)
      return () => places.delete(place)
    },
    fill(files) {
      const empty = [...places]
        .filter(({ element, isEmpty }) => isEmpty() && element.checkVisibility())
        .sort((a, b) =>
          a.element.compareDocumentPosition(b.element as HTMLElement) & FOLLOWING ? -1 : 1,
        )
      for (const [i, place] of empty.entries()) if (files[i]) place.take(files[i])
      return files.slice(empty.length)
    },
  }
}

const FilePlacesContext = createContext<FilePlaces | undefined>(undefined)
export const FilePlacesProvider = FilePlacesContext

/** Registers an element of the form as an input for files. */
export function useFilePlace(
  element: RefObject<HTMLElement | null>,
  isEmpty: boolean,
  onFile: (file: File) => void,
): void {
  const places = use(FilePlacesContext)
  const latest = useRef({ isEmpty, onFile })
  latest.current = { isEmpty, onFile }
  useEffect(
    () =>
      places?.add({
        element: element.current!,
        isEmpty: () => latest.current.isEmpty,
        take: (file) => latest.current.onFile(file),
      }),
    [places, element],
  )
}
