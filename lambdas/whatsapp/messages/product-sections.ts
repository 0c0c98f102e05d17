// Products listed in sections, as a free message and a template with many products have them.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/sell-products-and-services/share-products
import { problem } from '#whatsapp/errors/problems'
import { all, isObject, list, object, type Rule, required, text } from '#whatsapp/json/rules'

export const PRODUCT_LIMITS = { sections: 10, products: 30, sectionTitle: 24 } as const

/** Over all sections together. */
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
            `${count} ${name} in all; WhatsApp accepts ${max}. Take some out`,
            { count, limit: max },
          ),
        ]
      : []
  }

const section = object({
  title: text({ max: PRODUCT_LIMITS.sectionTitle }),
  product_items: required(list(object({ product_retailer_id: required(text()) }))),
})

export const productSections: Rule = all(
  list(section, { max: PRODUCT_LIMITS.sections }),
  total('product_items', PRODUCT_LIMITS.products, 'products'),
)
