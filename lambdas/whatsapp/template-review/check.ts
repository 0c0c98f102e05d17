// Checks whether Meta would accept a new template for review, according to the documented limits
// and rules.
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
import type { ProblemCode } from '#whatsapp/errors/problem-codes'
import type { Problem } from '#whatsapp/errors/problems'
import { characterProblems, isObject, type Json, lengthProblems, word } from '#whatsapp/json/rules'
import { bytesOf, isBlank } from '#whatsapp/messages/text'
import { buttonChecks, offerButtonProblems } from '#whatsapp/template-review/button-check'
import { gifProblems, headerProblems } from '#whatsapp/template-review/header-check'
import { documented, live, sourced } from '#whatsapp/template-review/source'
import { emojiIn, hasFormatting, hasLineBreak } from '#whatsapp/template-review/text-marks'
import { exampleProblems, variableProblems } from '#whatsapp/template-review/variable-check'
import { isAuthentication } from '#whatsapp/templates/buttons'
import type { TemplateDefinition, TemplateParts } from '#whatsapp/templates/definition'
import { bodyLimit, MAX_BODY_CARD } from '#whatsapp/templates/fields'
import { fill, placeholdersIn } from '#whatsapp/templates/placeholders'
import { hasTooManyLineBreaks, MAX_CARDS } from '#whatsapp/templates/sendable'

const MAX_NAME = 512
const MAX_FOOTER = 60
const MAX_OFFER = 16
/**
 * The maximum numbers of characters and emoji in the body of a new marketing or utility template. A
 * reseller reports that Meta enforces these limits, although Meta's pages still allow 1024
 * characters.
 */
const NEW_BODY = 550
const NEW_BODY_EMOJI = 10
const NEW_BODY_ORIGIN =
  'a reseller’s documentation of error 2388040, while Meta’s pages say 1024 characters'

const CATEGORIES = ['AUTHENTICATION', 'MARKETING', 'UTILITY']

/**
 * The maximum sizes that AWS accepts for a definition and for the components of an update, in bytes
 * of JSON.
 */
// https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_CreateWhatsAppMessageTemplate.html
// https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_UpdateWhatsAppMessageTemplate.html
const MAX_DEFINITION_BYTES = 6000
const MAX_UPDATE_BYTES = 3000

/**
 * Returns every problem for which Meta or AWS would refuse the template. The definition may be
 * incomplete. `update` means that the definition replaces all components of an existing template.
 */
export function checkDefinition(
  definition: TemplateDefinition,
  { operation = 'create' }: { operation?: 'create' | 'update' } = {},
): Problem[] {
  const at = locate('components', definition.raw.components)
  return [
    ...sizeProblems(definition, operation),
    ...(operation === 'update' ? updateProblems(definition) : []),
    ...nameProblems(definition),
    ...languageProblems(definition),
    ...categoryProblems(definition),
    ...lifetimeProblems(definition),
    ...sourced(unsendableCharacters(definition.raw.components, 'components')),
    ...sourced(definition.unreadable.filter((each) => !isForSendersOnly(each))),
    ...written(definition, 'header')
      .filter(([{ format }]) => word(format) === 'gif')
      .flatMap(([raw, i]) => gifProblems(raw, `components.${i}`, definition.category)),
    ...undocumentedButtons(definition),
    ...formatProblems(definition),
    ...emptyButtons(definition),
    ...headerProblems(definition, at('HEADER'), definition),
    ...bodyProblems(definition, at('BODY')),
    ...footerProblems(definition, at('FOOTER')),
    ...offerProblems(definition, at('LIMITED_TIME_OFFER')),
    ...buttonChecks(definition, at('BUTTONS'), definition),
    ...offerButtonProblems(definition, at('BUTTONS')),
    ...libraryProblems(definition),
    ...carouselProblems(definition, at('CAROUSEL')),
  ]
}

/**
 * Returns whether a problem prevents only the sending of a template and not its creation. Such
 * problems are a text that Meta itself writes, a GIF, and a button of an undocumented type.
 */
const isForSendersOnly = ({ code, path }: Problem) =>
  code === 'text_of_meta' ||
  code === 'undocumented_button' ||
  (code === 'gif_header' && !path.includes('cards'))

/**
 * Warns about buttons of an undocumented type. A template with such a button may be created, but
 * this project cannot send the template.
 */
const undocumentedButtons = ({ unreadable }: TemplateDefinition): Problem[] =>
  unreadable
    .filter(({ code }) => code === 'undocumented_button')
    .map(({ path, values }) =>
      live(
        'undocumented_button',
        path,
        `The button has the type ${values?.button}. Meta does not document how such a template is sent, so it cannot be sent from here.`,
        'Meta’s list of button types',
        values,
      ),
    )

const jsonBytesOf = (json: unknown) => bytesOf(JSON.stringify(json) ?? '')

function sizeProblems({ raw }: TemplateDefinition, operation: 'create' | 'update'): Problem[] {
  const whole = jsonBytesOf(raw)
  const components = jsonBytesOf(raw.components)
  if (operation === 'create' && whole > MAX_DEFINITION_BYTES)
    return [
      documented(
        'too_long',
        '',
        `The definition has ${whole} bytes of JSON. AWS allows ${MAX_DEFINITION_BYTES}. Shorten texts and examples, or remove cards.`,
        { length: whole, limit: MAX_DEFINITION_BYTES },
      ),
    ]
  if (components <= MAX_UPDATE_BYTES) return []
  const message = `The components have ${components} bytes of JSON. AWS allows ${MAX_UPDATE_BYTES} when a template is changed`
  const values = { length: components, limit: MAX_UPDATE_BYTES }
  return operation === 'update'
    ? [documented('too_long', 'components', `${message}. Shorten texts and examples.`, values)]
    : [
        live(
          'too_long_to_change',
          'components',
          `${message}. The template can be created, but later it can be changed in WhatsApp Manager only.`,
          'AWS’s limit of UpdateWhatsAppMessageTemplate',
          values,
        ),
      ]
}

/** Finds changes to an existing template that AWS or Meta does not allow. */
function updateProblems({ raw }: TemplateDefinition): Problem[] {
  const problems: Problem[] = []
  if (word(raw.source) === 'auto_generated')
    problems.push(
      documented(
        'made_by_meta',
        '',
        'Meta made this template from a message that was sent directly, and refuses to change it (2388318). Create another.',
      ),
    )
  if (raw.message_send_ttl_seconds !== undefined)
    problems.push(
      documented(
        'not_allowed_here',
        'message_send_ttl_seconds',
        'For an existing template, AWS cannot change how long WhatsApp tries to deliver it. Leave this out.',
      ),
    )
  return problems
}

/** Finds characters that no text in a message may contain, in all components. */
function unsendableCharacters(json: unknown, path: string): Problem[] {
  if (typeof json === 'string') return characterProblems(json, path)
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([key, value]) =>
    unsendableCharacters(value, `${path}.${key}`),
  )
}

/** Reports a category that Meta's template library does not contain. */
function libraryProblems({ raw, category }: TemplateDefinition): Problem[] {
  if (raw.library_template_name === undefined) return []
  if (category === undefined || category === 'UTILITY' || isAuthentication(category)) return []
  return [
    documented(
      'not_one_of',
      'category',
      `The category is ${category}. WhatsApp’s library has UTILITY and AUTHENTICATION templates only. Choose one of these.`,
    ),
  ]
}

const written = ({ raw }: TemplateDefinition, type: string): [Json, number][] =>
  (Array.isArray(raw.components) ? raw.components : []).flatMap((component, i): [Json, number][] =>
    isObject(component) && word(component.type) === type ? [[component, i]] : [],
  )

/** Reports an unknown or missing format of variables. */
function formatProblems(definition: TemplateDefinition): Problem[] {
  const format = definition.raw.parameter_format
  const odd = format !== undefined && !['named', 'positional'].includes(word(format))
  const numbered = placeholdersIn(definition.body?.text ?? '').some((name) => /^\d+$/.test(name))
  const named = definition.parameterFormat === 'NAMED' && format === undefined && !numbered
  return [
    ...(odd
      ? [
          documented(
            'not_one_of',
            'parameter_format',
            'The format of the variables is unknown. WhatsApp accepts NAMED and POSITIONAL. Choose one.',
          ),
        ]
      : []),
    ...(named
      ? [
          live(
            'parameter_format_missing',
            'parameter_format',
            'The format of the variables is missing. Without it WhatsApp may treat {{name}} as a mistake. Add "NAMED".',
            'Meta does not say whether it derives it from the text',
          ),
        ]
      : []),
    ...written(definition, 'header')
      .filter(([{ format }]) => word(format) === '')
      .map(([, i]) =>
        documented(
          'required',
          `components.${i}.format`,
          'The format of the header is missing. WhatsApp requires it. Add it, for example "TEXT".',
        ),
      ),
  ]
}

const emptyButtons = (definition: TemplateDefinition): Problem[] =>
  written(definition, 'buttons')
    .filter(([{ buttons }]) => !Array.isArray(buttons) || buttons.length === 0)
    .map(([, i]) =>
      documented(
        'too_few',
        `components.${i}.buttons`,
        'There are no buttons. WhatsApp requires one or more. Add some, or leave the component out.',
      ),
    )

/**
 * Returns a function that finds the path of a component in the definition, by the component's type.
 */
function locate(path: string, list: unknown): (type: string) => string {
  const components = Array.isArray(list) ? list : []
  return (type) =>
    `${path}.${components.findIndex((c) => isObject(c) && word(c.type) === type.toLowerCase())}`
}

function nameProblems({ name }: TemplateDefinition): Problem[] {
  if (name === '')
    return [
      documented('required', 'name', 'The name is missing. Every template needs one. Add it.'),
    ]
  const problems = sourced(lengthProblems(name, 'name', MAX_NAME))
  if (!/^[a-z0-9_]+$/.test(name)) {
    problems.push(
      documented(
        'wrong_form',
        'name',
        'The name has other characters than lower-case letters, digits and _. WhatsApp accepts only these. Rename the template.',
      ),
    )
  }
  return problems
}

function languageProblems({ language }: TemplateDefinition): Problem[] {
  if (language === '')
    return [
      documented(
        'required',
        'language',
        'The language is missing. Every template needs one, such as en_US. Add it.',
      ),
    ]
  if (/^[a-z]{2,3}(_[A-Z]{2,4})?$/.test(language)) return []
  return [
    documented(
      'wrong_form',
      'language',
      'The language is not in WhatsApp’s form. Write it as en, en_US or pt_BR.',
    ),
  ]
}

function categoryProblems({ category }: TemplateDefinition): Problem[] {
  if (category === undefined)
    return [
      documented(
        'required',
        'category',
        `The category is missing. WhatsApp requires one of ${CATEGORIES.join(', ')}. Add it.`,
      ),
    ]
  if (CATEGORIES.includes(category)) return []
  return [
    documented(
      'not_one_of',
      'category',
      `The category is ${category}. WhatsApp accepts ${CATEGORIES.join(', ')} for new templates. Choose one of these.`,
    ),
  ]
}

// The shortest and the longest time, in seconds, for which WhatsApp can try to deliver a message of
// the category.
const LIFETIMES: Readonly<Record<string, readonly [number, number]>> = {
  AUTHENTICATION: [30, 900],
  UTILITY: [30, 43_200],
  MARKETING: [43_200, 2_592_000],
}

function lifetimeProblems({ category, raw }: TemplateDefinition): Problem[] {
  const seconds = raw.message_send_ttl_seconds
  const range = category === undefined ? undefined : LIFETIMES[category]
  if (seconds === undefined || !range) return []
  // For Meta, a time to live of -1 means 30 days.
  if (seconds === -1 && category !== 'MARKETING') return []
  if (typeof seconds === 'number' && seconds >= range[0] && seconds <= range[1]) return []
  const message = `The value is ${typeof seconds === 'number' ? seconds : 'not a number'}. WhatsApp allows ${range[0]} to ${range[1]} seconds for ${category}.`
  return [documented('out_of_range', 'message_send_ttl_seconds', message)]
}

function bodyProblems(definition: TemplateDefinition, path: string): Problem[] {
  const { body, category } = definition
  if (!body) {
    const needed = definition.cards
      ? 'A carousel needs a body of its own'
      : 'Every template needs a body'
    return [documented('required', 'components', `The BODY is missing. ${needed}. Add it.`)]
  }
  // Meta writes the body of an authentication template, so the definition has no text for the body.
  if (isAuthentication(category) && typeof body.raw.text !== 'string') return []
  const where = `${path}.text`
  const problems = bodyTextProblems(definition, body.text, body.raw, path, bodyLimit(definition))
  if (category === 'MARKETING' || category === 'UTILITY') {
    const length = [...fill(body.text, () => '')].length
    if (length > NEW_BODY && length <= bodyLimit(definition)) {
      problems.push(
        live(
          'may_be_too_long',
          where,
          `The body has ${length} characters. WhatsApp may accept only ${NEW_BODY} in new templates. Shorten it to be safe.`,
          NEW_BODY_ORIGIN,
        ),
      )
    }
    const emoji = emojiIn(body.text)
    if (emoji > NEW_BODY_EMOJI) {
      problems.push(
        live(
          'too_many_emoji',
          where,
          `The body has ${emoji} emoji. WhatsApp may accept only ${NEW_BODY_EMOJI} in new templates. Remove some to be safe.`,
          NEW_BODY_ORIGIN,
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
  if (isBlank(text))
    return [
      documented('empty', where, 'The body is empty. WhatsApp does not accept that. Write a text.'),
    ]
  return [
    ...sourced(lengthProblems(text, where, limit)),
    // Meta writes the text of an authentication template. Meta's text begins with the code, so the
    // rules for variables in texts do not apply.
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
      documented(
        'not_allowed_here',
        path,
        'A template with a limited-time offer cannot have a footer. Leave it out.',
      ),
    ]
  const minutes = footer.raw.code_expiration_minutes
  if (minutes !== undefined) {
    const fine =
      typeof minutes === 'number' && Number.isInteger(minutes) && minutes >= 1 && minutes <= 90
    return fine
      ? []
      : [
          documented(
            'out_of_range',
            `${path}.code_expiration_minutes`,
            'The code does not expire within 1 to 90 minutes. WhatsApp allows only these.',
          ),
        ]
  }
  if (typeof footer.raw.text !== 'string' || isBlank(footer.text)) {
    return isAuthentication(category)
      ? []
      : [
          documented(
            'empty',
            `${path}.text`,
            'The footer is empty. WhatsApp does not accept that. Write a text, or leave the footer out.',
          ),
        ]
  }
  const where = `${path}.text`
  const problems = sourced(lengthProblems(footer.text, where, MAX_FOOTER))
  if (placeholdersIn(footer.text).length > 0) {
    problems.push(
      documented(
        'not_allowed_here',
        where,
        'The footer has a variable. WhatsApp does not accept that. Remove it.',
      ),
    )
  }
  if (hasLineBreak(footer.text)) problems.push(notInFooter('line_break', where, 'a line break'))
  if (hasFormatting(footer.text)) problems.push(notInFooter('markup', where, 'formatting'))
  return problems
}

const notInFooter = (code: ProblemCode, where: string, what: string) =>
  live(
    code,
    where,
    `The footer has ${what}. WhatsApp may refuse that. Remove it.`,
    'error 2388073 on live accounts',
  )

function offerProblems({ limitedTimeOffer: offer }: TemplateDefinition, path: string): Problem[] {
  if (!offer) return []
  const where = `${path}.limited_time_offer.text`
  return isBlank(offer.text)
    ? [
        documented(
          'required',
          where,
          'The text of the offer is missing. WhatsApp requires it. Add it.',
        ),
      ]
    : sourced(lengthProblems(offer.text, where, MAX_OFFER))
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
      documented(
        'too_few',
        `${path}.cards`,
        `The carousel has ${cards.length} card. WhatsApp requires 2 or more. Add some.`,
      ),
    )
  if (cards.length > MAX_CARDS)
    problems.unshift(
      documented(
        'too_many',
        `${path}.cards`,
        `The carousel has ${cards.length} cards. WhatsApp allows ${MAX_CARDS}. Remove some.`,
      ),
    )
  const shapes = cards.map(shapeOf)
  for (const [i, shape] of shapes.entries()) {
    if (shape !== shapes[0]) {
      problems.push(
        documented(
          'cards_differ',
          `${path}.cards.${i}`,
          'The card does not have the same parts and buttons as the first one. WhatsApp requires the same on all cards.',
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
  if (card.body && hasTooManyLineBreaks(card.body.text))
    problems.push(
      live(
        'card_line_breaks',
        `${at('BODY')}.text`,
        'The text has more than two line breaks. WhatsApp approves such a card, but then refuses every message with it. Write it in fewer lines.',
        'error 132018 on a live account',
      ),
    )
  if (card.buttons.length === 0)
    problems.push(
      documented(
        'required',
        path,
        'The card has no buttons. WhatsApp requires one or two on every card. Add one.',
      ),
    )
  return problems
}

const MAX_CARD_BUTTONS = 2

const shapeOf = ({ header, body, buttons }: TemplateParts) =>
  JSON.stringify([header?.format, body !== undefined, buttons.map(({ type }) => type)])
