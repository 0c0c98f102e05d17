// Converts the products that a button opens, in sections. WhatsApp expects a list, and the agent
// types one id on each line.

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
 * The picture is that of the same product as long as the product is in the list. If the product was
 * removed, the picture is that of the first product.
 */
export function withSections(
  { thumbnail_product_retailer_id: before }: ProductList,
  sections: readonly ProductSection[],
): ProductList {
  const ids = sections.flatMap(idsOf)
  const thumbnail = before && ids.includes(before) ? before : ids[0]
  return { ...(thumbnail ? { thumbnail_product_retailer_id: thumbnail } : {}), sections }
}

/** If the title of a section is empty, `title` is removed. */
export function changed(
  sections: readonly ProductSection[],
  i: number,
  { title, product_items }: ProductSection,
): ProductSection[] {
  return sections.map((section, n) =>
    n === i ? { ...(title ? { title } : {}), product_items } : section,
  )
}
