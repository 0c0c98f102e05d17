// Adds cards to a product carousel and removes them, without changing the values of other cards.

type ByKey<Value> = Readonly<Record<string, Value>>

const CARD = /^card\.(\d+)\./

/** Adds a card at the end, with the catalog of the previous card. */
export function withCard(values: ByKey<unknown>, count: number): ByKey<unknown> {
  const { catalog_id } = (values[`card.${count - 1}.header`] ?? {}) as { catalog_id?: string }
  return { ...values, [`card.${count}.header`]: catalog_id ? { catalog_id } : {} }
}

/** Removes a card, and decreases the numbers of the following cards by one. */
export function withoutCard<Value>(values: ByKey<Value>, removed: number): ByKey<Value> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      const card = Number(CARD.exec(key)?.[1] ?? -1)
      if (card === removed) return []
      return [[card > removed ? key.replace(CARD, `card.${card - 1}.`) : key, value]]
    }),
  )
}
