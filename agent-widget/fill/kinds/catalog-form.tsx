// The input for the product whose picture stands for the whole catalog.
import { useMessages } from '../../i18n/messages.tsx'
import type { FormProps } from '../field-input.tsx'
import { PartInput } from '../part-input.tsx'
import { useParts } from '../use-parts.ts'

export function CatalogForm({ field, filling }: FormProps) {
  const words = useMessages().products
  const parts = useParts(field, filling, 'thumbnail_product_retailer_id')
  return (
    <PartInput
      parts={parts}
      part="thumbnail_product_retailer_id"
      label={words.catalogPicture}
      hint={words.catalogPictureHint}
      isOptional
    />
  )
}
