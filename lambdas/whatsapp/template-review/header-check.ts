// The rules for the header of a new template, or of a card in a new template.
import type { ProblemCode } from '#whatsapp/errors/problem-codes'
import type { Problem } from '#whatsapp/errors/problems'
import { isObject, type Json, lengthProblems } from '#whatsapp/json/rules'
import { isBlank } from '#whatsapp/messages/text'
import { documented, live, sourced } from '#whatsapp/template-review/source'
import { emojiIn, hasFormatting, hasLineBreak } from '#whatsapp/template-review/text-marks'
import { exampleProblems, variableProblems } from '#whatsapp/template-review/variable-check'
import type { TemplateDefinition, TemplateParts } from '#whatsapp/templates/definition'
import { MAX_HEADER } from '#whatsapp/templates/fields'
import { fill, placeholdersIn } from '#whatsapp/templates/placeholders'

export function headerProblems(
  definition: TemplateDefinition,
  path: string,
  { header }: TemplateParts,
): Problem[] {
  if (!header) return []
  if (definition.category === 'AUTHENTICATION') {
    return [
      documented(
        'not_allowed_here',
        path,
        'An AUTHENTICATION template cannot have a header. Leave it out.',
      ),
    ]
  }
  if (header.format === 'TEXT') return textHeaderProblems(definition, path, header.text, header.raw)
  if (header.format === 'LOCATION') {
    const allowed =
      definition.category === undefined || ['UTILITY', 'MARKETING'].includes(definition.category)
    return allowed
      ? []
      : [
          documented(
            'not_allowed_here',
            path,
            `A ${definition.category} template cannot have a location header. WhatsApp accepts it in UTILITY and MARKETING templates only.`,
          ),
        ]
  }
  if (header.format === 'PRODUCT') return []
  return handleProblems(header.raw, path)
}

function textHeaderProblems(
  definition: TemplateDefinition,
  path: string,
  text: string,
  raw: Json,
): Problem[] {
  const where = `${path}.text`
  const names = placeholdersIn(text)
  const problems = isBlank(text)
    ? [
        documented(
          'empty',
          where,
          'The header is empty. WhatsApp does not accept that. Write a text, or leave the header out.',
        ),
      ]
    : headerLengthProblems(text, where)
  if (names.length > 1)
    problems.push(
      documented(
        'too_many',
        where,
        `The header has ${names.length} variables. WhatsApp allows 1. Remove some.`,
      ),
    )
  if (hasLineBreak(text)) problems.push(notInHeader('line_break', where, 'a line break'))
  if (emojiIn(text) > 0) problems.push(notInHeader('emoji', where, 'an emoji'))
  if (hasFormatting(text)) problems.push(notInHeader('markup', where, 'formatting'))
  return [
    ...problems,
    ...variableProblems(text, where, definition, 'header'),
    ...exampleProblems(text, raw, path, 'header_text', definition),
  ]
}

const notInHeader = (code: ProblemCode, where: string, what: string) =>
  live(
    code,
    where,
    `The header has ${what}. WhatsApp may refuse that. Remove it.`,
    'reports of error 2388047, which Meta’s pages do not mention',
  )

/**
 * Warns if a header might be too long. Meta does not say whether the name of a variable counts in
 * the length of a new header. In the header of a message, the length of the value counts, and not
 * the length of the variable's name.
 */
function headerLengthProblems(text: string, where: string): Problem[] {
  const certain = sourced(
    lengthProblems(
      fill(text, () => ''),
      where,
      MAX_HEADER,
    ),
  )
  return certain.length > 0
    ? certain
    : lengthProblems(text, where, MAX_HEADER).map(({ path, message }) =>
        live(
          'may_be_too_long',
          path,
          message,
          'Meta does not say whether a variable’s own letters count',
        ),
      )
}

/**
 * Reports a GIF header that Meta refuses or that this project cannot send. Only a marketing
 * template may have a GIF, and only the marketing messages API can deliver the template.
 */
export function gifProblems(raw: Json, path: string, category: string | undefined): Problem[] {
  const problems = handleProblems(raw, path)
  if (category === undefined || category === 'MARKETING')
    return [
      ...problems,
      live(
        'gif_header',
        `${path}.format`,
        'The header is a GIF. Only accounts that have accepted the terms of marketing messages can send it, and this program cannot.',
        'Meta’s page of the marketing messages API',
      ),
    ]
  return [
    ...problems,
    documented(
      'not_allowed_here',
      `${path}.format`,
      `A ${category} template cannot have a GIF header. WhatsApp accepts it in MARKETING templates only.`,
    ),
  ]
}

function handleProblems(raw: Json, path: string): Problem[] {
  const handles = isObject(raw.example) ? raw.example.header_handle : undefined
  const handle = Array.isArray(handles) ? handles[0] : handles
  const where = `${path}.example.header_handle`
  if (typeof handle !== 'string' || handle === '') {
    return [
      documented(
        'required',
        where,
        'The sample file is missing. WhatsApp requires one. Upload it (CreateWhatsAppMessageTemplateMedia) and use its handle.',
      ),
    ]
  }
  if (!/^https?:\/\//i.test(handle)) return []
  return [
    live(
      'wrong_form',
      where,
      'This is a web address. WhatsApp requires the handle of an upload (CreateWhatsAppMessageTemplateMedia).',
      'Meta returns addresses, but does not accept them',
    ),
  ]
}
