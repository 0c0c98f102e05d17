// Checks that the templates, fields, queues and routing profiles that a curation names exist. Reports
// all problems at once.

import { lengthOf } from '#whatsapp/messages/text'
import type { DefaultValue } from '#whatsapp/templates/curation'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { type Field, fieldsOf, KINDS_WITH_DEFAULT } from '#whatsapp/templates/fields'
import { valueProblems } from '#whatsapp/templates/values'
import { type CurationFile, type FileRule, teamOf, templateTitle } from './curation-file.ts'

export interface NamedItem {
  readonly id: string
  readonly name: string
}

export interface CuratedAccount {
  readonly templates: readonly {
    readonly name: string
    readonly language: string
    readonly status: string
  }[]
  /**
   * The definitions of the templates with defaults or labels, except for those that cannot be parsed.
   */
  readonly definitions: readonly TemplateDefinition[]
  readonly queues: readonly NamedItem[]
  readonly routingProfiles: readonly NamedItem[]
}

/** One line for each problem: the position in the file, then what is wrong. */
export function curationProblems({ waba, rules }: CurationFile, account: CuratedAccount): string[] {
  return rules.flatMap((rule, i) => [
    ...(rules.findIndex((other) => teamOf(other) === teamOf(rule)) < i
      ? [`rules.${i}: there is already a rule for ${teamOf(rule)}. Merge the two rules.`]
      : []),
    ...unknown(rule.queues, account.queues, 'queue', `rules.${i}.queues`),
    ...unknown(
      rule.routingProfiles,
      account.routingProfiles,
      'routing profile',
      `rules.${i}.routingProfiles`,
    ),
    ...rule.templates.flatMap((template, j) => {
      const isTwice =
        rule.templates.findIndex((other) => templateTitle(other) === templateTitle(template)) < j
      const twice = isTwice
        ? [`: ${templateTitle(template)} is listed twice in this rule. Remove one of the entries.`]
        : []
      return [...twice, ...templateProblems(waba, template, account)].map(
        (problem) => `rules.${i}.templates.${j}${problem}`,
      )
    }),
  ])
}

function templateProblems(
  waba: string,
  template: FileRule['templates'][number],
  account: CuratedAccount,
): string[] {
  const { name, language, successor, defaults = {}, labels = {} } = template
  const names = [...new Set(account.templates.map((each) => each.name))]
  if (!names.includes(name))
    return [`.name: ${waba} has no template "${name}"${meant(name, names)}`]
  const languages = account.templates
    .filter((each) => each.name === name)
    .map((each) => each.language)
  if (language && !languages.includes(language))
    return [`.language: ${name} does not exist in ${language}. Use ${languages.join(', ')}.`]
  const definitions = account.definitions.filter(
    (each) => each.name === name && (!language || each.language === language),
  )
  const title = templateTitle(template)
  return [
    ...(successor === name
      ? [`.successor: ${name} cannot be its own successor. Name another template.`]
      : []),
    ...(successor && !names.includes(successor)
      ? [`.successor: ${waba} has no template "${successor}"${meant(successor, names)}`]
      : []),
    ...Object.entries(defaults).flatMap(([key, value]) =>
      defaultProblems(title, key, value, definitions).map(
        (problem) => `.defaults.${key}: ${problem}`,
      ),
    ),
    ...Object.keys(labels).flatMap((key) => {
      const found = fieldsWith(title, key, definitions, 'labels')
      return typeof found === 'string' ? [`.labels.${key}: ${found}`] : []
    }),
  ]
}

interface FoundField {
  definition: TemplateDefinition
  field: Field
}

/**
 * The field must exist in at least one language of the template. Other languages ignore the setting.
 * Returns a sentence if there is no such field.
 */
function fieldsWith(
  title: string,
  key: string,
  definitions: readonly TemplateDefinition[],
  setting: 'defaults' | 'labels',
): FoundField[] | string {
  if (definitions.length === 0)
    return `the definition of ${title} cannot be read, so its fields cannot have ${setting}. Remove them.`
  const fields = definitions.map((definition) => ({ definition, all: fieldsOf(definition).fields }))
  const found = fields.flatMap(({ definition, all }) =>
    all.filter((each) => each.key === key).map((field) => ({ definition, field })),
  )
  if (found.length > 0) return found
  const keys = [...new Set(fields.flatMap(({ all }) => all.map((each) => each.key)))]
  return `${title} has no such field. ${keys.length > 0 ? `Use ${keys.join(', ')}.` : 'It has no fields.'}`
}

function defaultProblems(
  title: string,
  key: string,
  value: DefaultValue,
  definitions: readonly TemplateDefinition[],
): string[] {
  const found = fieldsWith(title, key, definitions, 'defaults')
  if (typeof found === 'string') return [found]
  const problems = found.flatMap(({ definition, field }) =>
    fieldProblems(field, value).map((problem) => ({ problem, in: definition.language })),
  )
  return [...new Set(problems.map(({ problem }) => problem))].map((problem) => {
    const languages = problems.filter((each) => each.problem === problem).map((each) => each.in)
    return languages.length === found.length ? problem : `in ${languages.join(', ')}: ${problem}`
  })
}

function fieldProblems(field: Field, value: DefaultValue): string[] {
  if (field.kind === 'order')
    return typeof value === 'string'
      ? [
          'the field is an order, and each contact has its own. Name the contact attribute that contains the JSON of the order: { "attribute": "…" }.',
        ]
      : []
  if (!KINDS_WITH_DEFAULT.includes(field.kind))
    return [
      `the field is of kind ${field.kind}; only fields of the kinds ${KINDS_WITH_DEFAULT.join(', ')} can have defaults.`,
    ]
  if (typeof value !== 'string') return []
  const length = lengthOf(value)
  if (field.maxLength !== undefined && length > field.maxLength)
    return [`the text has ${length} characters, but the field accepts at most ${field.maxLength}.`]
  return valueProblems(value, { ...field, required: true }, undefined).flatMap(
    ({ severity, message }) => (severity === 'warning' ? [] : [message]),
  )
}

function unknown(
  wanted: readonly string[] | undefined,
  known: readonly NamedItem[],
  what: string,
  path: string,
): string[] {
  return (wanted ?? []).flatMap((each, i) =>
    findNamed(each, known)
      ? []
      : [
          `${path}.${i}: the instance has no ${what} "${each}"${meant(
            each,
            known.map(({ name }) => name),
          )}`,
        ],
  )
}

export const findNamed = (wanted: string, known: readonly NamedItem[]): NamedItem | undefined =>
  known.find(({ id, name }) => name === wanted || id === wanted)

/**
 * Completes a sentence with the most similar name, or only with a full stop if no name is similar.
 */
function meant(wanted: string, names: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const near =
    names.find((name) => plain(name) === plain(wanted)) ??
    names.find((name) => plain(name).startsWith(plain(wanted).slice(0, 5)))
  return near ? `. Did you mean "${near}"?` : '.'
}

/** Notes about entries that are correct but may surprise. */
export function curationNotes({ rules }: CurationFile, account: CuratedAccount): string[] {
  const { templates } = account
  return rules.flatMap((rule) => [
    ...rule.templates.flatMap((each) => sharedTexts(each, rule, account)),
    ...rule.templates.flatMap((each) => {
      const variants = templates.filter(
        ({ name, language }) =>
          name === each.name && (!each.language || language === each.language),
      )
      const unapproved = variants.filter(({ status }) => status !== 'APPROVED')
      return each.pinned && unapproved.length > 0 && unapproved.length === variants.length
        ? [
            `${templateTitle(each)} is ${unapproved[0]!.status}: agents see it at the top of the list, with the reason why it cannot be sent.`,
          ]
        : []
    }),
  ])
}

/**
 * A text that is the default in several languages for which the rule has no default of their own.
 */
function sharedTexts(
  { name, language, defaults = {} }: FileRule['templates'][number],
  rule: FileRule,
  { definitions }: CuratedAccount,
): string[] {
  if (language) return []
  return Object.entries(defaults).flatMap(([key, value]) => {
    const languages = definitions
      .filter(
        (each) =>
          each.name === name &&
          fieldsOf(each).fields.some((field) => field.key === key) &&
          !rule.templates.some(
            (other) =>
              other.name === name && other.language === each.language && other.defaults?.[key],
          ),
      )
      .map((each) => each.language)
    return typeof value === 'string' && languages.length > 1
      ? [
          `${name}: ${key} begins with “${value}” in ${languages.join(', ')}. If the text depends on the language, add an entry for each language.`,
        ]
      : []
  })
}
