// The input for the id of a catalog product, in the header of a template or on a card.
import { useMessages } from '../../i18n/messages.tsx'
import type { FormProps } from '../field-input.tsx'
import { PartInput } from '../part-input.tsx'
import { useParts } from '../use-parts.ts'

export function ProductForm({ field, filling }: FormProps) {
  const words = useMessages().products
  const parts = useParts(field, filling, 'product_retailer_id')
  return (
    <>
      <PartInput parts={parts} part="product_retailer_id" label={words.id} hint={words.idHint} />
      {/* All cards of a carousel have the same catalog, so there is only one input for its id, in
          cards-catalog.tsx. */}
      {field.card === undefined && (
        <PartInput parts={parts} part="catalog_id" label={words.catalog} hint={words.catalogHint} />
      )}
    </>
  )
}
