// Shows the fields of a template or of one of its cards: required fields first, then optional
// fields in a collapsed section.
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import { type ReactNode, useState } from 'react'
import type { Field } from '#whatsapp/templates/fields'
import { useMessages } from '../i18n/messages.tsx'
import type { Filling } from './use-filling.ts'

interface Props {
  fields: readonly Field[]
  filling: Filling
  input: (field: Field) => ReactNode
}

export function Fields({ fields, filling, input }: Props) {
  const messages = useMessages()
  const [isOpen, setOpen] = useState(false)
  const optional = fields.filter((field) => !isPlain(field))
  const isShown = isOpen || optional.some((field) => filling.fieldsInTrouble.includes(field))

  return (
    <>
      {fields.filter(isPlain).map(input)}
      {optional.length > 0 && (
        <ExpandableSection
          headerText={messages.more}
          variant="footer"
          expanded={isShown}
          onChange={({ detail }) => setOpen(detail.expanded)}
        >
          <div className="aw-fields" data-folded={isShown ? undefined : ''}>
            {optional.map(input)}
          </div>
        </ExpandableSection>
      )}
    </>
  )
}

/**
 * Returns whether the field is outside the collapsed section. This is also true for optional
 * catalog fields: they determine the product whose picture the customer sees, so agents should not
 * overlook them.
 */
const isPlain = ({ required, kind }: Field) => required || kind === 'catalog'
