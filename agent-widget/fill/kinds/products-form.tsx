// The input for products in sections, which the customer opens with a button.
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import { PRODUCT_LIMITS } from '#whatsapp/messages/product-sections'
import { useMessages } from '../../i18n/messages.tsx'
import type { FormProps } from '../field-input.tsx'
import { useParts, type ValueParts } from '../use-parts.ts'
import {
  changed,
  idsOf,
  type ProductList,
  type ProductSection,
  withSections,
} from './product-list.ts'
import { SectionInput } from './section-input.tsx'

const EMPTY: ProductSection = { product_items: [] }

export function ProductsForm({ field, filling, label }: FormProps) {
  const words = useMessages().products
  const parts = useParts(field, filling, 'sections.0.product_items')
  const list = parts.values as ProductList
  const sections = list.sections?.length ? list.sections : [EMPTY]
  const count = sections.flatMap(idsOf).length
  const put = (next: readonly ProductSection[]) => filling.set(field, withSections(list, next))

  return (
    <fieldset className="aw-parts">
      <legend>{label}</legend>
      {sections.map((section, i) => (
        <SectionInput
          // biome-ignore lint/suspicious/noArrayIndexKey: sections have no id
          key={i}
          parts={parts}
          section={section}
          number={i + 1}
          onChange={(next) => put(changed(sections, i, next))}
          onRemove={sections.length > 1 ? () => put(sections.filter((_, n) => n !== i)) : undefined}
        />
      ))}
      <Count count={count} parts={parts} />
      {sections.length < PRODUCT_LIMITS.sections && (
        <span>
          <Button formAction="none" iconName="add-plus" onClick={() => put([...sections, EMPTY])}>
            {words.addSection}
          </Button>
        </span>
      )}
      {count > 0 && (
        <Picture
          list={list}
          onChange={(id) => filling.set(field, { ...list, thumbnail_product_retailer_id: id })}
        />
      )}
    </fieldset>
  )
}

/** Shows the number of products in all sections. */
function Count({ count, parts }: { count: number; parts: ValueParts }) {
  const words = useMessages().products
  const isOver = count > PRODUCT_LIMITS.products
  return (
    <p
      className="aw-hint"
      role="status"
      data-tone={isOver ? 'bad' : undefined}
      data-field-note={parts.field.key}
    >
      {isOver
        ? words.tooMany({ n: count, max: PRODUCT_LIMITS.products })
        : words.count({ n: count, max: PRODUCT_LIMITS.products })}
    </p>
  )
}

function Picture({ list, onChange }: { list: ProductList; onChange: (id: string) => void }) {
  const words = useMessages().products
  const options = [...new Set((list.sections ?? []).flatMap(idsOf))].map((id) => ({
    value: id,
    label: id,
  }))
  return (
    <FormField label={words.picture} stretch>
      <Select
        options={options}
        selectedOption={
          options.find(({ value }) => value === list.thumbnail_product_retailer_id) ?? null
        }
        onChange={({ detail }) => onChange(detail.selectedOption.value!)}
      />
    </FormField>
  )
}
