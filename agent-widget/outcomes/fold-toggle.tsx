// In a low panel, the boxes above the templates have one line each, so that a whole template is
// visible. This button shows the rest of a box.
import Button from '@cloudscape-design/components/button'
import { useMessages } from '../i18n/messages.tsx'

interface Props {
  isOpen: boolean
  onToggle: (isOpen: boolean) => void
  /** The content of the box, for screen readers. */
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
