// Converts the products of a button that opens a list of products in sections. WhatsApp expects
// lists of ids; the agent types one id per line.

export interface ProductSection {
  title?: string
  product_items: readonly { product_retailer_id: string }[]
}

export interface ProductList {
  thumbnail_product_retailer_id?: string
  sections?: readonly ProductSection[]
}

/** Splits the text into ids. In pasted lists, commas, semicolons or tabs may separate the ids. */
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
 * Returns the list with these sections. The message shows the picture of one product, which stays
 * the same while the product is in a section. If that product was removed, the first product takes
 * its place.
 */
export function withSections(
  { thumbnail_product_retailer_id: before }: ProductList,
  sections: readonly ProductSection[],
): ProductList {
  const ids = sections.flatMap(idsOf)
  const thumbnail = before && ids.includes(before) ? before : ids[0]
  return { ...(thumbnail ? { thumbnail_product_retailer_id: thumbnail } : {}), sections }
}

/** Returns the sections with one section changed. An empty title is removed. */
export function changed(
  sections: readonly ProductSection[],
  i: number,
  { title, product_items }: ProductSection,
): ProductSection[] {
  return sections.map((section, n) =>
    n === i ? { ...(title ? { title } : {}), product_items } : section,
  )
}
