// In a low or narrow panel, each box above the templates has only one line, so that a whole template
// stays visible. This button shows the rest of the box.
import Button from '@cloudscape-design/components/button'
import { useMessages } from '../i18n/messages.tsx'

interface Props {
  isOpen: boolean
  onToggle: (isOpen: boolean) => void
  /** The name of the box's content, for screen readers. */
  of: string
}

export function FoldToggle({ isOpen, onToggle, of }: Props) {
  const { details } = useMessages()
  return (
    <span className="aw-fold-toggle">
      <Button
        variant="inline-icon"
        iconName={isOpen ? 'angle-up' : 'angle-down'}
        ariaExpanded={isOpen}
        ariaLabel={`${details}: ${of}`}
        onClick={() => onToggle(!isOpen)}
      />
    </span>
  )
}
