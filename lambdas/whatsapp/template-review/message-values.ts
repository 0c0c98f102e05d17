// Reads the values from the template components of a message. Each value and its path are stored
// under the key of the template's field.
import { problem } from '#whatsapp/errors/problems'
import { arr, obj, str } from '#whatsapp/json/loose'
import { isObject, type Json } from '#whatsapp/json/rules'
import { type FoundValues, keep } from '#whatsapp/template-review/parameter-value'
import type { TemplateButton, TemplateDefinition } from '#whatsapp/templates/definition'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import { isProductCarousel } from '#whatsapp/templates/product-carousel'

/** Returns the values, and a problem for each component that the definition does not contain. */
export function valuesIn(
  definition: TemplateDefinition,
  components: readonly unknown[],
): FoundValues {
  const found: FoundValues = {
    values: {},
    places: new Map(),
    components: new Set(),
    problems: [],
    sentCards: 0,
  }
  readSection(definition, components, 'template.components', '', found)
  return found
}

function readSection(
  definition: TemplateDefinition,
  components: readonly unknown[],
  path: string,
  prefix: string,
  found: FoundValues,
): void {
  for (const [i, component] of components.entries()) {
    if (!isObject(component)) continue
    const where = `${path}.${i}`
    const type = str(component.type)?.toLowerCase() ?? ''
    const id =
      prefix +
      (type === 'button' ? `button.${buttonIndex(buttonsOf(definition, prefix), component)}` : type)
    if (found.components.has(id)) {
      found.problems.push(
        problem(
          'duplicate_component',
          where,
          `There is a second component for ${id}. WhatsApp accepts each only once. Remove one.`,
        ),
      )
    }
    found.components.add(id)
    if (type === 'header' || type === 'body')
      readTexts(type, definition, component, where, prefix, found)
    else if (type === 'button') readButton(definition, component, where, prefix, found)
    else if (type === 'limited_time_offer' && prefix === '')
      readOffer(definition, component, where, found)
    else if (type === 'carousel' && prefix === '') readCards(definition, component, where, found)
  }
}

/**
 * Returns the index of the button. In WhatsApp's own example, the button of a call has no index.
 */
const buttonIndex = (buttons: readonly TemplateButton[], component: Json) =>
  String(
    component.index === undefined ? buttonFor(buttons, component)?.index : str(component.index),
  )

const fieldsIn = (definition: TemplateDefinition, prefix: string) => {
  const { fields } = fieldsOf(definition)
  const card = cardOf(prefix)
  if (card === undefined) return fields.filter((field) => field.card === undefined)
  // A message with a product carousel may have more cards than the definition.
  const last = Math.min(Number(card), (definition.cards?.length ?? 1) - 1)
  return fields
    .filter((field) => field.card === last)
    .map((field) => ({ ...field, key: field.key.replace(/^card\.\d+\./, prefix) }))
}

function readTexts(
  type: 'header' | 'body',
  definition: TemplateDefinition,
  component: Json,
  where: string,
  prefix: string,
  found: FoundValues,
): void {
  const parameters = arr(component.parameters).filter(isObject)
  const fields = fieldsIn(definition, prefix).filter((field) => field.component === type)
  if (
    definition.parameterFormat === 'NAMED' &&
    fields.some(({ variable }) => variable !== undefined)
  ) {
    readNamed(type, parameters, fields, `${where}.parameters`, found)
    return
  }
  if (parameters.length !== fields.length && (fields.length === 0 || parameters.length > 0)) {
    const wants =
      fields.length === 0
        ? `The template’s ${type} has no variables. Leave the component out.`
        : `The template’s ${type} needs exactly ${fields.length}.`
    found.problems.push(
      problem(
        'wrong_count',
        `${where}.parameters`,
        `The component has ${valuesText(parameters.length)}. ${wants}`,
      ),
    )
  }
  // A one-time code may also be in the code's button. If the button contains the code, the field
  // already has a value, so a component that lacks the code must be reported here.
  if (parameters.length === 0 && fields.some(({ kind }) => kind === 'otp')) {
    found.problems.push(
      problem(
        'wrong_count',
        `${where}.parameters`,
        `The component has no values. The template’s ${type} needs the code, too. Add it.`,
      ),
    )
  }
  for (const [i, field] of fields.entries()) {
    if (parameters[i]) keep(field, parameters[i], `${where}.parameters.${i}`, found)
  }
}

function readNamed(
  type: string,
  parameters: readonly Json[],
  fields: readonly Field[],
  where: string,
  found: FoundValues,
): void {
  const names = fields.map(({ variable }) => variable).join(', ')
  for (const [i, parameter] of parameters.entries()) {
    const name = str(parameter.parameter_name)
    const field = fields.find(({ variable }) => variable === name)
    if (name === undefined || name === '') {
      const message = `The name of the variable is missing. This template has named variables (${names}). Name the one that this value fills.`
      found.problems.push(
        problem('parameter_name_missing', `${where}.${i}.parameter_name`, message),
      )
    } else if (!field) {
      const message = `There is no variable ${name}. The template’s ${type} has ${names}. Use one of these.`
      found.problems.push(problem('unknown_variable', `${where}.${i}.parameter_name`, message))
    } else if (found.places.has(field.key)) {
      found.problems.push(
        problem(
          'duplicate',
          `${where}.${i}.parameter_name`,
          `There is a second value for ${name}. WhatsApp accepts each only once. Remove one.`,
        ),
      )
    } else keep(field, parameter, `${where}.${i}`, found)
  }
}

// The button types in messages, by the button types in definitions. A message cannot contain a
// button of any other type.
const SUB_TYPES: Readonly<Record<string, string>> = {
  URL: 'url',
  OTP: 'url',
  QUICK_REPLY: 'quick_reply',
  COPY_CODE: 'copy_code',
  FLOW: 'flow',
  CATALOG: 'catalog',
  MPM: 'mpm',
  ORDER_DETAILS: 'order_details',
  VOICE_CALL: 'voice_call',
}

const cardOf = (prefix: string) => /^card\.(\d+)\.$/.exec(prefix)?.[1]

/**
 * Returns the buttons of the card in the definition. A message with a product carousel may have
 * more cards than the definition. Each additional card has the buttons of the definition's last
 * card.
 */
function buttonsOf(definition: TemplateDefinition, prefix: string): readonly TemplateButton[] {
  const card = cardOf(prefix)
  const parts =
    card === undefined ? definition : (definition.cards?.[Number(card)] ?? definition.cards?.at(-1))
  return parts?.buttons ?? []
}

function readButton(
  definition: TemplateDefinition,
  component: Json,
  where: string,
  prefix: string,
  found: FoundValues,
): void {
  const buttons = buttonsOf(definition, prefix)
  const button = buttonFor(buttons, component)
  if (!button) {
    const message = `The template has ${buttons.length} buttons${prefix === '' ? '' : ' on this card'}, counted from 0. Correct the index.`
    found.problems.push(
      problem(
        'no_such_button',
        `${where}.index`,
        `The index is ${str(component.index) ?? 'missing'}. ${message}`,
      ),
    )
    return
  }
  const field = fieldsIn(definition, prefix).find(
    (f) => f.button === button.index && (f.component === 'button' || f.kind === 'otp'),
  )
  const subType = str(component.sub_type)?.toLowerCase()
  if (!field) {
    const kind = button.type === 'URL' ? 'a link without a variable' : button.type
    found.problems.push(
      problem(
        'button_not_sent',
        where,
        `Button ${button.index} is ${kind}. WhatsApp accepts no component for it, although it counts in the index. Leave the component out.`,
      ),
    )
    return
  }
  if (subType !== undefined && subType !== SUB_TYPES[button.type]) {
    const message = `The sub_type is ${subType}, but button ${button.index} of the template is of type ${button.type}, which needs ${SUB_TYPES[button.type]}. Count every button, including those without a component.`
    found.problems.push(problem('wrong_button', `${where}.sub_type`, message))
    return
  }
  readButtonParameters(
    field,
    arr(component.parameters).filter(isObject),
    `${where}.parameters`,
    found,
  )
}

function buttonFor(
  buttons: readonly TemplateButton[],
  { index, sub_type }: Json,
): TemplateButton | undefined {
  if (index === undefined && str(sub_type)?.toLowerCase() === 'voice_call')
    return buttons.find(({ type }) => type === 'VOICE_CALL')
  return buttons.find((button) => String(button.index) === str(index))
}

const CALL_PARAMETERS = 2

const valuesText = (count: number) => (count === 1 ? '1 value' : `${count} values`)

function readButtonParameters(
  field: Field,
  parameters: readonly Json[],
  where: string,
  found: FoundValues,
): void {
  if (field.kind === 'voice_call') {
    found.values[field.key] = Object.fromEntries(
      parameters.map((parameter) => [
        str(parameter.type) ?? '',
        parameter[str(parameter.type) ?? ''],
      ]),
    )
    found.places.set(field.key, where)
    if (parameters.length > CALL_PARAMETERS) {
      const message = `The component has ${valuesText(parameters.length)}. The button of a call has only ttl_minutes and payload. Remove the others.`
      found.problems.push(problem('wrong_count', where, message))
    }
    return
  }
  if (parameters.length > 1)
    found.problems.push(
      problem(
        'wrong_count',
        where,
        `The component has ${valuesText(parameters.length)}. A button needs 1. Remove the others.`,
      ),
    )
  if (parameters[0]) keep(field, parameters[0], `${where}.0`, found)
  else if (field.required || field.kind === 'payload') {
    found.problems.push(
      problem(
        'wrong_count',
        where,
        'The component has no value. This button needs one. Add it, or leave an optional component out.',
      ),
    )
  }
}

function readOffer(
  definition: TemplateDefinition,
  component: Json,
  where: string,
  found: FoundValues,
): void {
  if (!definition.limitedTimeOffer?.hasExpiration) {
    found.problems.push(
      problem(
        'component_not_expected',
        where,
        'The template has no offer that expires. Leave the component out.',
      ),
    )
    return
  }
  const parameter = obj(arr(component.parameters)[0])
  const end = obj(parameter?.limited_time_offer)?.expiration_time_ms
  if (end !== undefined) found.values.limited_time_offer = end
  found.places.set(
    'limited_time_offer',
    `${where}.parameters.0.limited_time_offer.expiration_time_ms`,
  )
}

function readCards(
  definition: TemplateDefinition,
  component: Json,
  where: string,
  found: FoundValues,
): void {
  const defined = definition.cards
  if (!defined) {
    found.problems.push(
      problem(
        'component_not_expected',
        where,
        'The template has no carousel. Leave the component out.',
      ),
    )
    return
  }
  const cards = arr(component.cards)
  found.sentCards = cards.length
  // An additional card of a product carousel counts as a card even if it contains no values.
  if (isProductCarousel(definition))
    for (let i = defined.length; i < cards.length; i++) found.values[`card.${i}.header`] = undefined
  if (cards.length > defined.length && !isProductCarousel(definition)) {
    found.problems.push(
      problem(
        'wrong_count',
        `${where}.cards`,
        `The message has ${cards.length} cards, but the template has ${defined.length}. Send exactly as many.`,
      ),
    )
  }
  for (const [i, card] of cards.entries()) {
    if (!isObject(card)) continue
    if (card.card_index !== i) {
      found.problems.push(
        problem(
          'out_of_order',
          `${where}.cards.${i}.card_index`,
          `The card_index is ${str(card.card_index) ?? 'missing'}. WhatsApp counts cards from 0 in order. Make it ${i}.`,
        ),
      )
    }
    if (i < defined.length || isProductCarousel(definition))
      readSection(
        definition,
        arr(card.components),
        `${where}.cards.${i}.components`,
        `card.${i}.`,
        found,
      )
  }
}
