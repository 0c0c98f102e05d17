// The actions that apply to all selected templates.
import Button from '@cloudscape-design/components/button'
import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import type { CurationEdit } from '#whatsapp/templates/curation-edits'
import { MOST_NAMES } from '#whatsapp/templates/curation-limits'
import { useTexts } from './i18n/texts.tsx'

interface Props {
  names: readonly string[]
  /** The names of all templates that the supervisor can select. */
  all: readonly string[]
  isForEveryone: boolean
  onSelect: (names: readonly string[]) => void
  onEdit: (edits: readonly CurationEdit[]) => void
  onTopic: () => void
}

export function SelectionBar({ names, all, isForEveryone, onSelect, onEdit, onTopic }: Props) {
  const texts = useTexts()
  const each = (edit: (names: string[]) => CurationEdit) => onEdit([edit([...names])])
  const actions: Readonly<Record<string, () => void>> = {
    pin: () => each((of) => ({ edit: 'pin', names: of, pinned: true })),
    unpin: () => each((of) => ({ edit: 'pin', names: of, pinned: false })),
    topic: onTopic,
    inherit: () => each((of) => ({ edit: 'inherit', names: of })),
  }
  return (
    <div className="sp-selection">
      <span role="status">{texts.selected({ n: names.length })}</span>
      {names.length < Math.min(all.length, MOST_NAMES) && (
        <Button variant="inline-link" onClick={() => onSelect(all.slice(0, MOST_NAMES))}>
          {texts.selectAll({ n: Math.min(all.length, MOST_NAMES) })}
        </Button>
      )}
      <Button variant="inline-link" onClick={() => onSelect([])}>
        {texts.clearSelection}
      </Button>
      <span className="sp-selection-actions">
        <Button onClick={() => each((of) => ({ edit: 'offer', names: of, offered: true }))}>
          {texts.offer}
        </Button>
        <Button onClick={() => each((of) => ({ edit: 'offer', names: of, offered: false }))}>
          {texts.hide}
        </Button>
        <ButtonDropdown
          expandToViewport
          items={[
            { id: 'pin', text: texts.pin },
            { id: 'unpin', text: texts.unpin },
            { id: 'topic', text: texts.setTopic },
            ...(isForEveryone ? [] : [{ id: 'inherit', text: texts.inherit }]),
          ]}
          onItemClick={({ detail }) => actions[detail.id]?.()}
        >
          {texts.actions}
        </ButtonDropdown>
      </span>
    </div>
  )
}
