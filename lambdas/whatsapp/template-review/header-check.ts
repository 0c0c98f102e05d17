// The rules about the header of a template, or of a card, that is to be created.
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import { isObject, type Json, lengthProblems } from '#whatsapp/json/rules'
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
      problem(
        'not_allowed_here',
        path,
        'a header in an AUTHENTICATION template; WhatsApp accepts none. Leave it out',
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
          problem(
            'not_allowed_here',
            path,
            `a location header in a ${definition.category} template; WhatsApp accepts it in UTILITY and MARKETING only`,
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
  const problems =
    text.trim() === ''
      ? [
          problem(
            'empty',
            where,
            'empty; WhatsApp accepts no empty header. Write one or leave it out',
          ),
        ]
      : headerLengthProblems(text, where)
  if (names.length > 1)
    problems.push(
      problem(
        'too_many',
        where,
        `${names.length} variables; WhatsApp accepts 1 in a header. Take some out`,
      ),
    )
  if (/[\n\r]/.test(text))
    problems.push(
      warning('line_break', where, 'a line break; WhatsApp may refuse it in a header. Take it out'),
    )
  if (hasEmoji(text))
    problems.push(
      warning('emoji', where, 'an emoji; WhatsApp may refuse it in a header. Take it out'),
    )
  if (/[*~`]|(?<!\w)_[^_{}]+_(?!\w)/.test(text))
    problems.push(
      warning(
        'markup',
        where,
        'formatting marks; WhatsApp may refuse them in a header. Take them out',
      ),
    )
  return [
    ...problems,
    ...variableProblems(text, where, definition, 'header'),
    ...exampleProblems(text, raw, path, 'header_text', definition),
  ]
}

/** Whether Meta counts a variable's own letters it does not say; the value that replaces them counts when sending. */
function headerLengthProblems(text: string, where: string): Problem[] {
  const certain = lengthProblems(
    fill(text, () => ''),
    where,
    MAX_HEADER,
  )
  return certain.length > 0
    ? certain
    : lengthProblems(text, where, MAX_HEADER).map(({ path, message }) =>
        warning('may_be_too_long', path, message),
      )
}

function handleProblems(raw: Json, path: string): Problem[] {
  const handles = isObject(raw.example) ? raw.example.header_handle : undefined
  const handle = Array.isArray(handles) ? handles[0] : handles
  const where = `${path}.example.header_handle`
  if (typeof handle !== 'string' || handle === '') {
    return [
      problem(
        'required',
        where,
        'missing; WhatsApp requires a sample file. Upload one (CreateWhatsAppMessageTemplateMedia) and give its handle',
      ),
    ]
  }
  if (!/^https?:\/\//i.test(handle)) return []
  return [
    warning(
      'wrong_form',
      where,
      'an address; WhatsApp asks for the handle of an upload (CreateWhatsAppMessageTemplateMedia)',
    ),
  ]
}

const hasEmoji = (text: string) => emojiIn(text) > 0

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

export const emojiIn = (text: string) =>
  [...characters.segment(text)].filter(({ segment }) =>
    /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(segment),
  ).length
