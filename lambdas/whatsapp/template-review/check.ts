// Whether Meta would take a template for review: the limits and rules of creating one.
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import { isObject, type Json, lengthProblems, word } from '#whatsapp/json/rules'
import { buttonChecks } from '#whatsapp/template-review/button-check'
import { emojiIn, headerProblems } from '#whatsapp/template-review/header-check'
import { exampleProblems, variableProblems } from '#whatsapp/template-review/variable-check'
import { isAuthentication } from '#whatsapp/templates/buttons'
import type { TemplateDefinition, TemplateParts } from '#whatsapp/templates/definition'
import { bodyLimit, MAX_BODY_CARD } from '#whatsapp/templates/fields'
import { fill, placeholdersIn } from '#whatsapp/templates/placeholders'
import { MAX_CARDS } from '#whatsapp/templates/sendable'

const MAX_NAME = 512
const MAX_FOOTER = 60
const MAX_OFFER = 16
/** A reseller says Meta enforces these for new marketing and utility templates; Meta's pages still say 1024. */
const NEW_BODY = 550
const NEW_BODY_EMOJI = 10

const CATEGORIES = ['AUTHENTICATION', 'MARKETING', 'UTILITY']

/** Everything Meta would object to, whatever the state of the definition. */
export function checkDefinition(definition: TemplateDefinition): Problem[] {
  const at = locate('components', definition.raw.components)
  return [
    ...nameProblems(definition),
    ...languageProblems(definition),
    ...categoryProblems(definition),
    ...lifetimeProblems(definition),
    // That Meta writes a text is news to those who send it only.
    ...definition.unreadable.filter(({ code }) => code !== 'text_of_meta'),
    ...formatProblems(definition),
    ...emptyButtons(definition),
    ...headerProblems(definition, at('HEADER'), definition),
    ...bodyProblems(definition, at('BODY')),
    ...footerProblems(definition, at('FOOTER')),
    ...offerProblems(definition, at('LIMITED_TIME_OFFER')),
    ...buttonChecks(definition, at('BUTTONS'), definition),
    ...carouselProblems(definition, at('CAROUSEL')),
  ]
}

const written = ({ raw }: TemplateDefinition, type: string): [Json, number][] =>
  (Array.isArray(raw.components) ? raw.components : []).flatMap((component, i): [Json, number][] =>
    isObject(component) && word(component.type) === type ? [[component, i]] : [],
  )

/** Very old templates have text headers without one; to a new one it belongs. */
function formatProblems(definition: TemplateDefinition): Problem[] {
  const given = definition.raw.parameter_format
  const odd = given !== undefined && !['named', 'positional'].includes(word(given))
  const numbered = placeholdersIn(definition.body?.text ?? '').some((name) => /^\d+$/.test(name))
  const named = definition.parameterFormat === 'NAMED' && given === undefined && !numbered
  return [
    ...(odd
      ? [
          problem(
            'not_one_of',
            'parameter_format',
            'WhatsApp accepts NAMED and POSITIONAL. Choose one',
          ),
        ]
      : []),
    ...(named
      ? [
          warning(
            'parameter_format_missing',
            'parameter_format',
            'missing; WhatsApp may take {{name}} for a mistake without it. Add "NAMED"',
          ),
        ]
      : []),
    ...written(definition, 'header')
      .filter(([{ format }]) => word(format) === '')
      .map(([, i]) =>
        problem(
          'required',
          `components.${i}.format`,
          'missing; WhatsApp requires the kind of header. Add it, as "TEXT"',
        ),
      ),
  ]
}

const emptyButtons = (definition: TemplateDefinition): Problem[] =>
  written(definition, 'buttons')
    .filter(([{ buttons }]) => !Array.isArray(buttons) || buttons.length === 0)
    .map(([, i]) =>
      problem(
        'too_few',
        `components.${i}.buttons`,
        'none; WhatsApp requires one or more. Add some or leave the part out',
      ),
    )

/** Where a component stands in the list people wrote. */
function locate(path: string, list: unknown): (type: string) => string {
  const components = Array.isArray(list) ? list : []
  return (type) =>
    `${path}.${components.findIndex((c) => isObject(c) && word(c.type) === type.toLowerCase())}`
}

function nameProblems({ name }: TemplateDefinition): Problem[] {
  if (name === '')
    return [problem('required', 'name', 'missing; every template has a name. Add one')]
  const problems = lengthProblems(name, 'name', MAX_NAME)
  if (!/^[a-z0-9_]+$/.test(name)) {
    problems.push(
      problem(
        'wrong_form',
        'name',
        'WhatsApp accepts lower-case letters, digits and _ only. Rename it',
      ),
    )
  }
  return problems
}

function languageProblems({ language }: TemplateDefinition): Problem[] {
  if (language === '')
    return [
      problem('required', 'language', 'missing; every template has a language, as en_US. Add it'),
    ]
  if (/^[a-z]{2,3}(_[A-Z]{2,4})?$/.test(language)) return []
  return [
    problem(
      'wrong_form',
      'language',
      'WhatsApp writes languages as en, en_US or pt_BR. Write it so',
    ),
  ]
}

function categoryProblems({ category }: TemplateDefinition): Problem[] {
  if (category === undefined)
    return [
      problem(
        'required',
        'category',
        `missing; WhatsApp requires one of ${CATEGORIES.join(', ')}. Add it`,
      ),
    ]
  if (CATEGORIES.includes(category)) return []
  return [
    problem(
      'not_one_of',
      'category',
      `${category}; WhatsApp creates templates as ${CATEGORIES.join(', ')}. Choose one of these`,
    ),
  ]
}

// How long WhatsApp keeps trying to deliver, in seconds.
const LIFETIMES: Readonly<Record<string, readonly [number, number]>> = {
  AUTHENTICATION: [30, 900],
  UTILITY: [30, 43_200],
  MARKETING: [43_200, 2_592_000],
}

function lifetimeProblems({ category, raw }: TemplateDefinition): Problem[] {
  const seconds = raw.message_send_ttl_seconds
  const range = category === undefined ? undefined : LIFETIMES[category]
  // -1 asks for the default of 30 days.
  if (seconds === undefined || seconds === -1 || !range) return []
  if (typeof seconds === 'number' && seconds >= range[0] && seconds <= range[1]) return []
  const message = `${typeof seconds === 'number' ? seconds : 'no number'}; WhatsApp accepts ${range[0]} to ${range[1]} seconds for ${category}. Choose between`
  return [problem('out_of_range', 'message_send_ttl_seconds', message)]
}

function bodyProblems(definition: TemplateDefinition, path: string): Problem[] {
  const { body, category } = definition
  if (!body) {
    const needed = definition.cards
      ? 'a carousel needs a body of its own'
      : 'every template has a body'
    return [problem('required', 'components', `no BODY; ${needed}. Add it`)]
  }
  // Meta writes the body of authentication templates.
  if (isAuthentication(category) && typeof body.raw.text !== 'string') return []
  const where = `${path}.text`
  const problems = bodyTextProblems(definition, body.text, body.raw, path, bodyLimit(definition))
  if (category === 'MARKETING' || category === 'UTILITY') {
    const length = [...fill(body.text, () => '')].length
    if (length > NEW_BODY && length <= bodyLimit(definition)) {
      problems.push(
        warning(
          'may_be_too_long',
          where,
          `${length} characters; WhatsApp is said to accept ${NEW_BODY} in new templates. Better shorten it`,
        ),
      )
    }
    const emoji = emojiIn(body.text)
    if (emoji > NEW_BODY_EMOJI) {
      problems.push(
        warning(
          'too_many_emoji',
          where,
          `${emoji} emoji; WhatsApp is said to accept ${NEW_BODY_EMOJI} in new templates. Better take some out`,
        ),
      )
    }
  }
  return problems
}

function bodyTextProblems(
  definition: TemplateDefinition,
  text: string,
  raw: Json,
  path: string,
  limit: number,
): Problem[] {
  const where = `${path}.text`
  if (text.trim() === '')
    return [problem('empty', where, 'empty; WhatsApp accepts no empty body. Write one')]
  return [
    ...lengthProblems(text, where, limit),
    // Meta writes the text of authentication templates, and begins it with the code.
    ...(isAuthentication(definition.category)
      ? []
      : variableProblems(text, where, definition, 'body')),
    ...exampleProblems(text, raw, path, 'body_text', definition),
  ]
}

function footerProblems(
  { footer, limitedTimeOffer, category }: TemplateDefinition,
  path: string,
): Problem[] {
  if (!footer) return []
  if (limitedTimeOffer)
    return [
      problem(
        'not_allowed_here',
        path,
        'a footer beside a limited-time offer; WhatsApp accepts none. Leave it out',
      ),
    ]
  const minutes = footer.raw.code_expiration_minutes
  if (minutes !== undefined) {
    const fine =
      typeof minutes === 'number' && Number.isInteger(minutes) && minutes >= 1 && minutes <= 90
    return fine
      ? []
      : [
          problem(
            'out_of_range',
            `${path}.code_expiration_minutes`,
            'WhatsApp accepts 1 to 90 minutes. Choose between',
          ),
        ]
  }
  if (typeof footer.raw.text !== 'string' || footer.text.trim() === '') {
    return isAuthentication(category)
      ? []
      : [
          problem(
            'empty',
            `${path}.text`,
            'empty; WhatsApp accepts no empty footer. Write one or leave it out',
          ),
        ]
  }
  const problems = lengthProblems(footer.text, `${path}.text`, MAX_FOOTER)
  if (placeholdersIn(footer.text).length > 0) {
    problems.push(
      problem(
        'not_allowed_here',
        `${path}.text`,
        'a variable; WhatsApp accepts none in a footer. Take it out',
      ),
    )
  }
  return problems
}

function offerProblems({ limitedTimeOffer: offer }: TemplateDefinition, path: string): Problem[] {
  if (!offer) return []
  const where = `${path}.limited_time_offer.text`
  return offer.text === ''
    ? [problem('required', where, 'missing; an offer has a text. Add it')]
    : lengthProblems(offer.text, where, MAX_OFFER)
}

function carouselProblems(definition: TemplateDefinition, path: string): Problem[] {
  const { cards } = definition
  if (!cards || cards.length === 0) return []
  const written = cardsWritten(definition)
  const problems = cards.flatMap((card, i) => {
    return cardProblems(
      definition,
      card,
      `${path}.cards.${i}.components`,
      isObject(written[i]) ? written[i].components : undefined,
    )
  })
  if (cards.length < 2)
    problems.unshift(
      problem(
        'too_few',
        `${path}.cards`,
        `${cards.length} card; WhatsApp requires 2 or more. Add some`,
      ),
    )
  if (cards.length > MAX_CARDS)
    problems.unshift(
      problem(
        'too_many',
        `${path}.cards`,
        `${cards.length} cards; WhatsApp accepts ${MAX_CARDS}. Take some out`,
      ),
    )
  const shapes = cards.map(shapeOf)
  for (const [i, shape] of shapes.entries()) {
    if (shape !== shapes[0]) {
      problems.push(
        problem(
          'cards_differ',
          `${path}.cards.${i}`,
          'not made like the first card; WhatsApp requires the same parts and buttons on all. Give all cards the same',
        ),
      )
    }
  }
  return problems
}

function cardsWritten({ raw }: TemplateDefinition): readonly unknown[] {
  const carousel = Array.isArray(raw.components)
    ? raw.components.find((c) => isObject(c) && word(c.type) === 'carousel')
    : undefined
  return isObject(carousel) && Array.isArray(carousel.cards) ? carousel.cards : []
}

function cardProblems(
  definition: TemplateDefinition,
  card: TemplateParts,
  path: string,
  list: unknown,
): Problem[] {
  const at = locate(path, list)
  const problems = [
    ...headerProblems(definition, at('HEADER'), card),
    ...buttonChecks(definition, at('BUTTONS'), card, MAX_CARD_BUTTONS),
  ]
  if (card.body)
    problems.push(
      ...bodyTextProblems(definition, card.body.text, card.body.raw, at('BODY'), MAX_BODY_CARD),
    )
  if (card.buttons.length === 0)
    problems.push(
      problem(
        'required',
        path,
        'a card without buttons; WhatsApp requires one or two on every card. Add one',
      ),
    )
  return problems
}

const MAX_CARD_BUTTONS = 2

const shapeOf = ({ header, body, buttons }: TemplateParts) =>
  JSON.stringify([header?.format, body !== undefined, buttons.map(({ type }) => type)])
