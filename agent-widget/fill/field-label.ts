// Determines the labels of a template's fields. Where possible, a label consists of the template's
// own words.

import type { TemplateDefinition } from '#whatsapp/templates/definition'
import type { Field } from '#whatsapp/templates/fields'
import { fill } from '#whatsapp/templates/placeholders'
import { sentenceAround } from '../fields/sentence-around.ts'
import type { Messages } from '../i18n/catalogue.ts'
import { readableName } from '../templates/readable-name.ts'

export function labelOf(field: Field, definition: TemplateDefinition, messages: Messages): string {
  const words = messages.field
  const button = buttonOf(field, definition)?.text ?? ''
  switch (field.kind) {
    case 'text':
      return textLabel(field, definition, words)
    case 'image':
    case 'video':
    case 'document':
      return messages.media[field.kind]
    case 'location':
      return messages.header.LOCATION!
    case 'url_suffix':
      return words.urlSuffix({ button })
    case 'payload':
      return words.payload({ button })
    case 'coupon_code':
      return words.couponCode
    case 'otp':
      return words.otp
    case 'expiration':
      return messages.offer.ends
    case 'product':
      return messages.header.PRODUCT!
    case 'products':
      return messages.products.list({ button })
    case 'order':
    case 'catalog':
    case 'flow':
    case 'voice_call':
      return button
  }
}

/**
 * Turns `first_name` into `First name`. Turns `1` into the words around the variable, or into `Text
 * {{1}}` if there are no words.
 */
function textLabel(
  { component, card, variable = '' }: Field,
  definition: TemplateDefinition,
  words: Messages['field'],
): string {
  if (!/^\d+$/.test(variable)) return readableName(variable)
  const { header, body } = (card === undefined ? definition : definition.cards?.[card]) ?? {}
  const text = component === 'header' ? (header?.format === 'TEXT' ? header.text : '') : body?.text
  const name = `{{${variable}}}`
  return (
    sentenceAround(text ?? '', variable) ??
    (component === 'header' ? words.headerValue({ name }) : words.bodyValue({ name }))
  )
}

/**
 * Returns the link to which the value of the field is appended, or undefined if the field is not
 * the end of a link.
 */
export function baseUrlOf(field: Field, definition: TemplateDefinition): string | undefined {
  const { url } = buttonOf(field, definition) ?? {}
  return field.kind === 'url_suffix' && url ? fill(url, () => '') : undefined
}

export const buttonOf = ({ card, button }: Field, definition: TemplateDefinition) =>
  (card === undefined ? definition : definition.cards?.[card])?.buttons.find(
    ({ index }) => index === button,
  )
