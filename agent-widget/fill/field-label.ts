// What a template's field is called: by the template's own words where it has some.
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import type { Field } from '#whatsapp/templates/fields'
import { fill } from '#whatsapp/templates/placeholders'
import type { Messages } from '../i18n/en.ts'

export function labelOf(field: Field, definition: TemplateDefinition, messages: Messages): string {
  const words = messages.field
  const button = buttonOf(field, definition)?.text ?? ''
  switch (field.kind) {
    case 'text':
      return textLabel(field, words)
    case 'image':
    case 'video':
    case 'document':
      return messages.media[field.kind]
    case 'location':
      return messages.header.LOCATION!
    case 'url_suffix':
      return words.urlSuffix(button)
    case 'payload':
      return words.payload(button)
    case 'coupon_code':
      return words.couponCode
    case 'otp':
      return words.otp
    case 'expiration':
      return messages.offer.ends
    case 'product':
      return messages.header.PRODUCT!
    case 'products':
      return messages.products.list(button)
    case 'order':
    case 'catalog':
    case 'flow':
    case 'voice_call':
      return button
  }
}

/** `first_name` → `First name`; `1` → `Text {{1}}`, as the template has it. */
function textLabel({ component, variable = '' }: Field, words: Messages['field']): string {
  const name = /^\d+$/.test(variable) ? `{{${variable}}}` : variable.replaceAll('_', ' ')
  if (component === 'header') return words.headerValue(name)
  return /^\d+$/.test(variable)
    ? words.bodyValue(name)
    : name.charAt(0).toUpperCase() + name.slice(1)
}

/** What the value follows, for the end of a link. */
export function baseUrlOf(field: Field, definition: TemplateDefinition): string | undefined {
  const { url } = buttonOf(field, definition) ?? {}
  return field.kind === 'url_suffix' && url ? fill(url, () => '') : undefined
}

export const buttonOf = ({ card, button }: Field, definition: TemplateDefinition) =>
  (card === undefined ? definition : definition.cards?.[card])?.buttons.find(
    ({ index }) => index === button,
  )
