// Determines which rows of a long list are visible. Only these are rendered.
import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { heightOf, offsetsOf, type Row, seen } from './rows.ts'

/** Row `current` is always rendered, even if it is scrolled out of view. */
export function useVisibleRows<Box extends HTMLElement = HTMLDivElement>(
  rows: readonly Row[],
  current?: number,
) {
  const { box, top, height } = useScrolled<Box>()
  const offsets = useMemo(() => offsetsOf(rows), [rows])
  const { from, to } = seen(offsets, top, height)
  const drawn = [
    ...new Set([
      ...Array.from({ length: to - from }, (_, i) => from + i),
      ...(current !== undefined && rows[current] ? [current] : []),
    ]),
  ].sort((a, b) => a - b)
  const count = rows.reduce((n, { is }) => (is === 'template' ? n + 1 : n), 0)
  const headingsBefore = (row: number) =>
    rows.slice(0, row).reduce((n, { is }) => (is === 'heading' ? n + 1 : n), 0)
  return {
    box,
    offsets,
    /** The indexes of the rendered rows. */
    drawn,
    styleOf: (row: number): CSSProperties => ({
      insetBlockStart: offsets[row],
      blockSize: heightOf(rows[row]!),
    }),
    /**
     * The position of a template for screen readers, which would otherwise count only the rendered
     * rows.
     */
    positionOf: (row: number) => ({
      'aria-posinset': row - headingsBefore(row) + 1,
      'aria-setsize': count,
    }),
  }
}

/**
 * The height that is assumed for the first rendering, before the actual height of the list is
 * measured.
 */
const FIRST_HEIGHT = 800

function useScrolled<Box extends HTMLElement>() {
  const box = useRef<Box>(null)
  const [{ top, height }, setView] = useState({ top: 0, height: FIRST_HEIGHT })
  const measure = useCallback(() => {
    const element = box.current
    if (element) setView({ top: element.scrollTop, height: element.clientHeight })
  }, [])
  useEffect(() => {
    const element = box.current!
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [measure])
  return { box, top, height }
}
