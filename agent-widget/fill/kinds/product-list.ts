// The products a button opens, in sections, as WhatsApp takes them and as people write them: one id a line.

export interface ProductSection {
  title?: string
  product_items: readonly { product_retailer_id: string }[]
}

export interface ProductList {
  thumbnail_product_retailer_id?: string
  sections?: readonly ProductSection[]
}

/** Pasted lists have commas or tabs between. */
export const idsIn = (text: string): string[] =>
  text
    .split(/[\n,;\t]/)
    .map((id) => id.trim())
    .filter(Boolean)

export const idsOf = ({ product_items }: ProductSection): string[] =>
  product_items.map((item) => item.product_retailer_id)

export const itemsOf = (ids: readonly string[]): ProductSection['product_items'] =>
  ids.map((id) => ({ product_retailer_id: id }))

/** The picture is of the product it was of, as long as that is in the list; else of the first one. */
export function withSections(
  { thumbnail_product_retailer_id: before }: ProductList,
  sections: readonly ProductSection[],
): ProductList {
  const ids = sections.flatMap(idsOf)
  const thumbnail = before && ids.includes(before) ? before : ids[0]
  return { ...(thumbnail ? { thumbnail_product_retailer_id: thumbnail } : {}), sections }
}

/** Of a section that was not titled nothing is said of a title. */
export function changed(
  sections: readonly ProductSection[],
  i: number,
  { title, product_items }: ProductSection,
): ProductSection[] {
  return sections.map((section, n) =>
    n === i ? { ...(title ? { title } : {}), product_items } : section,
  )
}
