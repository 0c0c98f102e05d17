// The products that a button opens, in sections: as WhatsApp expects them, and as an agent types
// them, one id on each line.

export interface ProductSection {
  title?: string
  product_items: readonly { product_retailer_id: string }[]
}

export interface ProductList {
  thumbnail_product_retailer_id?: string
  sections?: readonly ProductSection[]
}

/** Pasted lists may have commas or tabs between the ids. */
export const idsIn = (text: string): string[] =>
  text
    .split(/[\n,;\t]/)
    .map((id) => id.trim())
    .filter(Boolean)

export const idsOf = ({ product_items }: ProductSection): string[] =>
  product_items.map((item) => item.product_retailer_id)

export const itemsOf = (ids: readonly string[]): ProductSection['product_items'] =>
  ids.map((id) => ({ product_retailer_id: id }))

/**
 * The picture stays that of the same product as long as the product is in the list; otherwise it is
 * the first product's.
 */
export function withSections(
  { thumbnail_product_retailer_id: before }: ProductList,
  sections: readonly ProductSection[],
): ProductList {
  const ids = sections.flatMap(idsOf)
  const thumbnail = before && ids.includes(before) ? before : ids[0]
  return { ...(thumbnail ? { thumbnail_product_retailer_id: thumbnail } : {}), sections }
}

/** A section without a title has no `title` at all. */
export function changed(
  sections: readonly ProductSection[],
  i: number,
  { title, product_items }: ProductSection,
): ProductSection[] {
  return sections.map((section, n) =>
    n === i ? { ...(title ? { title } : {}), product_items } : section,
  )
}
