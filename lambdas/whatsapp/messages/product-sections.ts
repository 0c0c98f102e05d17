// The rules for lists of products in sections. Free-form messages and multi-product templates
// contain lists of products.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/sell-products-and-services/share-products
import { problem } from '#whatsapp/errors/problems'
import { allOf, isObject, list, object, type Rule, required, text } from '#whatsapp/json/rules'

export const PRODUCT_LIMITS = { sections: 10, products: 30, sectionTitle: 24 } as const

/** Limits the total number of entries in all sections. */
export const total =
  (key: string, max: number, name: string): Rule =>
  (value, path) => {
    if (!Array.isArray(value)) return []
    const count = value.reduce(
      (sum: number, section) =>
        sum + (isObject(section) && Array.isArray(section[key]) ? section[key].length : 0),
      0,
    )
    return count > max
      ? [
          problem(
            'too_many',
            path,
            `There are ${count} ${name} in total. WhatsApp allows ${max}. Remove some.`,
            { count, limit: max },
          ),
        ]
      : []
  }

const section = object({
  title: text({ max: PRODUCT_LIMITS.sectionTitle }),
  product_items: required(list(object({ product_retailer_id: required(text()) }))),
})

export const productSections: Rule = allOf(
  list(section, { max: PRODUCT_LIMITS.sections }),
  total('product_items', PRODUCT_LIMITS.products, 'products'),
)
