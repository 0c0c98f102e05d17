// Whether a curation speaks of what there is: its templates, their fields, the queues and routing profiles. Every problem at once.
import { lengthOf } from '#whatsapp/messages/text'
import type { DefaultValue } from '#whatsapp/templates/curation'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { type Field, type FieldKind, fieldsOf } from '#whatsapp/templates/fields'
import { valueProblems } from '#whatsapp/templates/values'
import { type CurationFile, type FileRule, teamOf, titleOf } from './curation-file.ts'

export interface Named {
  readonly id: string
  readonly name: string
}

export interface CuratedAccount {
  readonly templates: readonly {
    readonly name: string
    readonly language: string
    readonly status: string
  }[]
  /** Of the templates the file gives defaults for; those that cannot be read are missing. */
  readonly definitions: readonly TemplateDefinition[]
  readonly queues: readonly Named[]
  readonly routingProfiles: readonly Named[]
}

/** `a.b.c: what is wrong`, for each. */
export function curationProblems({ waba, rules }: CurationFile, account: CuratedAccount): string[] {
  return rules.flatMap((rule, i) => [
    ...(rules.findIndex((other) => teamOf(other) === teamOf(rule)) < i
      ? [`rules.${i}: there is a rule for ${teamOf(rule)} already; make them one`]
      : []),
    ...unknown(rule.queues, account.queues, 'queue', `rules.${i}.queues`),
    ...unknown(
      rule.routingProfiles,
      account.routingProfiles,
      'routing profile',
      `rules.${i}.routingProfiles`,
    ),
    ...rule.templates.flatMap((template, j) => {
      const isTwice = rule.templates.findIndex((other) => titleOf(other) === titleOf(template)) < j
      const twice = isTwice ? [`: ${titleOf(template)} is named twice in this rule`] : []
      return [...twice, ...templateProblems(waba, template, account)].map(
        (said) => `rules.${i}.templates.${j}${said}`,
      )
    }),
  ])
}

function templateProblems(
  waba: string,
  template: FileRule['templates'][number],
  account: CuratedAccount,
): string[] {
  const { name, language, defaults = {} } = template
  const names = [...new Set(account.templates.map((each) => each.name))]
  if (!names.includes(name))
    return [`.name: ${waba} has no template "${name}"${meant(name, names)}`]
  const languages = account.templates
    .filter((each) => each.name === name)
    .map((each) => each.language)
  if (language && !languages.includes(language))
    return [`.language: ${name} is there in ${languages.join(', ')}, not in ${language}`]
  const definitions = account.definitions.filter(
    (each) => each.name === name && (!language || each.language === language),
  )
  return Object.entries(defaults).flatMap(([key, value]) =>
    defaultProblems(titleOf(template), key, value, definitions).map(
      (said) => `.defaults.${key}: ${said}`,
    ),
  )
}

/** What an agent types as text can be filled in beforehand; a code that is new each time cannot. */
const WITH_DEFAULT: readonly FieldKind[] = ['text', 'url_suffix', 'payload', 'coupon_code']

/** A language whose texts lack the field takes no default; one of them has to have it. */
function defaultProblems(
  title: string,
  key: string,
  value: DefaultValue,
  definitions: readonly TemplateDefinition[],
): string[] {
  if (definitions.length === 0)
    return [`the definition of ${title} cannot be read, so that nothing can be filled into it`]
  const fields = definitions.map((definition) => ({ definition, all: fieldsOf(definition).fields }))
  const found = fields.flatMap(({ definition, all }) =>
    all.filter((each) => each.key === key).map((field) => ({ definition, field })),
  )
  if (found.length === 0) {
    const keys = [...new Set(fields.flatMap(({ all }) => all.map((each) => each.key)))]
    return [`${title} has no such field; it has ${keys.join(', ') || 'none'}`]
  }
  const said = found.flatMap(({ definition, field }) =>
    fieldProblems(field, value).map((problem) => ({ problem, in: definition.language })),
  )
  return [...Map.groupBy(said, ({ problem }) => problem)].map(([problem, of]) =>
    of.length === found.length
      ? problem
      : `${problem} (in ${of.map((each) => each.in).join(', ')})`,
  )
}

function fieldProblems(field: Field, value: DefaultValue): string[] {
  if (!WITH_DEFAULT.includes(field.kind))
    return [
      `the field is of kind ${field.kind}; only ${WITH_DEFAULT.join(', ')} can be filled in beforehand`,
    ]
  if (typeof value !== 'string') return []
  const length = lengthOf(value)
  if (field.maxLength !== undefined && length > field.maxLength)
    return [`${length} characters; the field has room for ${field.maxLength}`]
  return valueProblems(value, { ...field, required: true }, undefined).flatMap(
    ({ severity, message }) => (severity === 'warning' ? [] : [message]),
  )
}

function unknown(
  wanted: readonly string[] | undefined,
  known: readonly Named[],
  what: string,
  path: string,
): string[] {
  return (wanted ?? []).flatMap((each, i) =>
    found(each, known)
      ? []
      : [
          `${path}.${i}: the instance has no ${what} "${each}"${meant(
            each,
            known.map(({ name }) => name),
          )}`,
        ],
  )
}

export const found = (wanted: string, known: readonly Named[]): Named | undefined =>
  known.find(({ id, name }) => name === wanted || id === wanted)

/** The nearest name, when one is near enough to have been meant. */
function meant(wanted: string, names: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const near =
    names.find((name) => plain(name) === plain(wanted)) ??
    names.find((name) => plain(name).startsWith(plain(wanted).slice(0, 5)))
  return near ? `; did you mean "${near}"?` : ''
}

/** What is no mistake, but may surprise. */
export function curationNotes({ rules }: CurationFile, { templates }: CuratedAccount): string[] {
  return rules.flatMap((rule) =>
    rule.templates.flatMap((each) => {
      const variants = templates.filter(
        ({ name, language }) =>
          name === each.name && (!each.language || language === each.language),
      )
      const unapproved = variants.filter(({ status }) => status !== 'APPROVED')
      return each.pinned && unapproved.length > 0 && unapproved.length === variants.length
        ? [
            `${titleOf(each)} is ${unapproved[0]!.status}: agents see it on top, and why it cannot be sent`,
          ]
        : []
    }),
  )
}
