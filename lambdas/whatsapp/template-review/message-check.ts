// Checks whether the template object of a message matches the template's definition. The check
// finds missing, superfluous and misplaced components and parameters. The rules for the values in
// the components are the same as for values that an agent enters.
import { type Problem, problem } from '#whatsapp/errors/problems'
import { arr, obj } from '#whatsapp/json/loose'
import type { Json } from '#whatsapp/json/rules'
import { valuesIn } from '#whatsapp/template-review/message-values'
import type { FoundValues } from '#whatsapp/template-review/parameter-value'
import type { TemplateDefinition, TemplateParts } from '#whatsapp/templates/definition'
import { fieldsOf } from '#whatsapp/templates/fields'
import { isProductCarousel } from '#whatsapp/templates/product-carousel'
import { recipientProblems } from '#whatsapp/templates/recipient'
import { render } from '#whatsapp/templates/render'

/**
 * Compares a message with a definition. The paths of the problems refer to the message. The
 * function does not find problems that are independent of the definition, which
 * ../messages/template-message-rules.ts finds.
 */
export function checkAgainst(
  definition: TemplateDefinition,
  message: Json,
  { now }: { now?: Date } = {},
): Problem[] {
  const template = obj(message.template)
  if (!template)
    return [
      problem(
        'not_a_template',
        'template',
        'This is not a template message, so it cannot be compared with a template. Check it without one.',
      ),
    ]
  const found = valuesIn(definition, arr(template.components))
  const { problems } = render(definition, found.values, now ? { now } : {})
  return [
    ...identityProblems(definition, template),
    ...found.problems,
    ...missingComponents(definition, found),
    ...problems.map((p) => atItsPath(p, definition, found.places)),
    ...recipientProblems(definition, message),
  ]
}

function identityProblems({ name, language }: TemplateDefinition, template: Json): Problem[] {
  const problems: Problem[] = []
  const code = obj(template.language)?.code
  if (typeof template.name === 'string' && name !== '' && template.name !== name) {
    problems.push(
      problem(
        'other_template',
        'template.name',
        `The message names the template ${template.name}, but the definition is of ${name}. Use the definition of the right template.`,
      ),
    )
  }
  if (typeof code === 'string' && language !== '' && code !== language) {
    problems.push(
      problem(
        'other_language',
        'template.language.code',
        `The language is ${code}, but the definition is in ${language}. WhatsApp requires exactly the same. Write ${language}.`,
      ),
    )
  }
  return problems
}

/**
 * Returns the problem with a path in the message. A problem of a value has the value's path, and a
 * problem of a missing value has the path of the components. If the definition itself has a
 * problem, the path of the problem is a path in the definition.
 */
function atItsPath(
  found: Problem,
  definition: TemplateDefinition,
  places: ReadonlyMap<string, string>,
): Problem {
  const within = (key: string) => found.path === key || found.path.startsWith(`${key}.`)
  const key = [...places.keys()].filter(within).sort((a, b) => b.length - a.length)[0]
  if (key !== undefined)
    return { ...found, path: `${places.get(key)}${found.path.slice(key.length)}` }
  const part =
    /^(card\.\d+\.)?(header|body|button|limited_time_offer)\b/.test(found.path) ||
    fieldsOf(definition).fields.some((field) => within(field.key))
  return part
    ? { ...found, path: 'template.components', message: `${found.path}: ${found.message}` }
    : { ...found, path: `definition.${found.path}` }
}

/**
 * Finds missing components that every message of the template must contain: the button of a form,
 * even without parameters, and the button of a one-time code, which repeats a value of the body.
 */
function missingComponents(
  definition: TemplateDefinition,
  { components, places, sentCards }: FoundValues,
): Problem[] {
  const missing = (key: string, why: string) =>
    problem('component_missing', 'template.components', `${key}: ${why} Add the component.`)
  const problems: Problem[] = []
  for (const [prefix, { buttons }] of sections(definition, sentCards)) {
    for (const { index, type } of buttons) {
      const key = `${prefix}button.${index}`
      if (components.has(key)) continue
      if (type === 'FLOW')
        problems.push(
          missing(
            key,
            'The component is missing. WhatsApp requires one for a form’s button even without parameters (131009).',
          ),
        )
      if (type === 'CATALOG')
        problems.push({
          ...missing(
            key,
            'The component is missing. WhatsApp may require one for a catalog’s button (131008).',
          ),
          severity: 'warning',
        })
    }
  }
  for (const { key, kind, component, button } of fieldsOf(definition).fields) {
    if (kind !== 'otp' || component !== 'body' || button === undefined || !places.has(key)) continue
    if (!components.has('body'))
      problems.push(
        missing('body', 'The code is only in the button. WhatsApp requires it in the body, too.'),
      )
    if (!components.has(`button.${button}`))
      problems.push(
        missing(
          `button.${button}`,
          'The code is only in the body. WhatsApp requires it in the button, too (131008).',
        ),
      )
  }
  return problems
}

/**
 * Returns the parts of the definition for every card of the message. A message with a product
 * carousel may have more cards than the definition. The additional cards are checked like the
 * definition's last card.
 */
function sections(definition: TemplateDefinition, sentCards: number): [string, TemplateParts][] {
  const { cards = [] } = definition
  const more = isProductCarousel(definition) ? Math.max(0, sentCards - cards.length) : 0
  const all = [...cards, ...Array.from({ length: more }, () => cards.at(-1)!)]
  return [['', definition], ...all.map((card, i): [string, TemplateParts] => [`card.${i}.`, card])]
}
