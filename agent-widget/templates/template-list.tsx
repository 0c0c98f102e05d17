// A long list box that renders only its visible rows. The focus stays in the search field, and
// pressing an arrow key there activates another row.
import { useLayoutEffect, useSyncExternalStore } from 'react'
import { useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { headingKey, headingText, ROW_HEIGHT, type Row } from './rows.ts'
import type { TemplateGroup } from './search-index.ts'
import { successorOf } from './successor.ts'
import type { IndexedTemplates } from './template-lists.ts'
import { TemplateRow } from './template-row.tsx'
import { isSendable, type Variant } from './variant.ts'
import { useVisibleRows } from './visible-rows.ts'

interface Props {
  id: string
  rows: readonly Row[]
  current: number
  offers: IndexedTemplates['offers']
  drafts: readonly string[]
  variantOf: (group: TemplateGroup) => Variant
  onPoint: (row: number) => void
  onChoose: (group: TemplateGroup) => void
}

export const optionId = (list: string, row: number) => `${list}-${row}`

export function TemplateRows({
  id,
  rows,
  current,
  offers,
  drafts,
  variantOf,
  onPoint,
  onChoose,
}: Props) {
  const messages = useMessages()
  const { preferences } = useServices()
  const { favorites } = useSyncExternalStore(preferences.subscribe, preferences.getSnapshot)
  const { box, offsets, drawn, styleOf, positionOf } = useVisibleRows(rows, current)

  useLayoutEffect(() => {
    const element = box.current
    const start = offsets[current]
    if (!element || start === undefined) return
    // If the first row or the row below it is active, the list is scrolled to the start, so that
    // the heading above a first template is visible.
    const upper = current <= 1 ? 0 : start
    if (upper < element.scrollTop) element.scrollTop = upper
    else if (start + ROW_HEIGHT > element.scrollTop + element.clientHeight)
      element.scrollTop = start + ROW_HEIGHT - element.clientHeight
  }, [current, offsets, box])

  return (
    <div
      className="aw-list"
      ref={box}
      id={id}
      role="listbox"
      tabIndex={-1}
      aria-label={messages.templates}
    >
      <div role="presentation" style={{ height: offsets.at(-1) }}>
        {drawn.map((i) => {
          const row = rows[i]!
          const style = styleOf(i)
          if (row.is === 'heading') {
            return (
              <div key={headingKey(row)} role="presentation" className="aw-section" style={style}>
                <bdi>{headingText(row, messages)}</bdi>
              </div>
            )
          }
          const variant = variantOf(row.group)
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the keyboard and points here with aria-activedescendant
            <div
              key={row.key}
              id={optionId(id, i)}
              role="option"
              tabIndex={-1}
              className="aw-row"
              style={style}
              aria-selected={i === current}
              data-unsendable={!isSendable(variant.template) || undefined}
              {...positionOf(i)}
              // A row becomes active only if the mouse moves, and not if the list scrolls under a
              // resting mouse.
              onMouseMove={({ movementX, movementY }) =>
                (movementX || movementY) && i !== current && onPoint(i)
              }
              onClick={() => onChoose(row.group)}
            >
              <TemplateRow
                variant={variant}
                offer={offers(variant.template)}
                successor={successorOf(offers(variant.template), offers)}
                isDraft={drafts.includes(row.group.name)}
                isFavorite={favorites.includes(row.group.name)}
              />
            </div>
          )
        })}
      </div>
    </div>
  )
}
