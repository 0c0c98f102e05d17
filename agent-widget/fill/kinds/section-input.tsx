// The inputs for one section of a product list: its title and its products.
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Textarea from '@cloudscape-design/components/textarea'
import { PRODUCT_LIMITS } from '#whatsapp/messages/product-sections'
import { useMessages } from '../../i18n/messages.tsx'
import { PartInput } from '../part-input.tsx'
import type { ValueParts } from '../use-parts.ts'
import { useTyped } from '../use-typed.ts'
import { idsIn, idsOf, itemsOf, type ProductSection } from './product-list.ts'

interface Props {
  parts: ValueParts
  section: ProductSection
  number: number
  onChange: (section: ProductSection) => void
  onRemove: (() => void) | undefined
}

export function SectionInput({ parts, section, number, onChange, onRemove }: Props) {
  const words = useMessages().products
  const at = `sections.${number - 1}`
  const items = `${at}.product_items`
  const [text, setText] = useTyped(idsOf(section), idsIn, (ids) => ids.join('\n'))
  return (
    <div className="aw-section-form">
      <div className="aw-with-remove">
        <PartInput
          parts={parts}
          part={`${at}.title`}
          label={words.section({ n: number })}
          maxLength={PRODUCT_LIMITS.sectionTitle}
          onChange={(title) => onChange({ ...section, title })}
        />
        {onRemove && (
          <Button
            formAction="none"
            variant="icon"
            iconName="remove"
            ariaLabel={words.removeSection({ n: number })}
            onClick={onRemove}
          />
        )}
      </div>
      <FormField
        label={words.ids({ n: number })}
        constraintText={words.idsHint}
        errorText={parts.error(items)}
        stretch
      >
        <Textarea
          value={text}
          rows={2}
          spellcheck={false}
          onChange={({ detail }) => {
            setText(detail.value)
            onChange({ ...section, product_items: itemsOf(idsIn(detail.value)) })
          }}
          onBlur={() => parts.left(items)}
          nativeTextareaAttributes={{
            dir: 'auto',
            'data-lines': '',
            'data-field': `${parts.field.key}.${items}`,
          }}
        />
      </FormField>
    </div>
  )
}
