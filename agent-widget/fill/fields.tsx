// The fields of a template, or of one of its cards: what is needed first, the rest folded away.
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

/** A catalog may be sent without the product of its picture, but that is what the customer sees of it. */
const isPlain = ({ required, kind }: Field) => required || kind === 'catalog'
