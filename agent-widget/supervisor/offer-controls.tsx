// The controls of a template or form in a list: a switch that offers the template or form to the
// team, and a menu with all other actions.
import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import Toggle from '@cloudscape-design/components/toggle'
import type { CurationEdit } from '#whatsapp/templates/curation-edits'
import { useTexts } from './i18n/texts.tsx'

interface Props {
  name: string
  title: string
  isOffered: boolean
  isPinned: boolean | undefined
  /** True if the team's own rule contains settings of the template or form. */
  isOwn: boolean
  /** True if a rule sets the position of the template or form in the list. */
  isOrdered: boolean
  isForEveryone: boolean
  /**
   * True, which is the default, if the menu offers pinning the template or form and changing its
   * position.
   */
  canBePlaced?: boolean
  /** The first items of the menu. */
  actions: readonly { id: string; text: string; run: () => void }[]
  onOffer: (offered: boolean) => void
  onEdit: (edit: CurationEdit) => void
}

export function OfferControls({
  name,
  title,
  isOffered,
  isPinned,
  isOwn,
  isOrdered,
  isForEveryone,
  canBePlaced = true,
  actions,
  onOffer,
  onEdit,
}: Props) {
  const texts = useTexts()
  const names = [name]
  const item = (id: string, text: string, edit: CurationEdit) => ({
    id,
    text,
    run: () => onEdit(edit),
  })
  const items = [
    ...actions,
    ...(canBePlaced
      ? [
          item('pin', isPinned ? texts.unpin : texts.pin, {
            edit: 'pin',
            names,
            pinned: !isPinned,
          }),
          item('first', texts.moveFirst, { edit: 'move', name, to: 'first' }),
        ]
      : []),
    ...(isOrdered && isOwn
      ? [item('unordered', texts.unordered, { edit: 'move', name, to: 'unordered' })]
      : []),
    ...(isOwn && !isForEveryone
      ? [item('inherit', texts.inherit, { edit: 'inherit', names })]
      : []),
  ]
  return (
    <div className="sp-do">
      <Toggle
        checked={isOffered}
        ariaLabel={texts.offeredNamed({ name: title })}
        onChange={({ detail }) => onOffer(detail.checked)}
      >
        {texts.offered}
      </Toggle>
      <ButtonDropdown
        variant="icon"
        expandToViewport
        ariaLabel={texts.more({ name: title })}
        items={items.map(({ id, text }) => ({ id, text }))}
        onItemClick={({ detail }) => items.find(({ id }) => id === detail.id)?.run()}
      />
    </div>
  )
}
