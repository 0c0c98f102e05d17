// Checks that a curation file names only templates, fields, queues and routing profiles that exist.
// All problems of the file are reported together.
import type { SupervisorProblemCode } from '#whatsapp/errors/problem-codes'
import { type Problem, type ProblemValues, problem, refusals } from '#whatsapp/errors/problems'
import { lengthOf } from '#whatsapp/messages/text'
import type { DefaultValue } from '#whatsapp/templates/curation'
import {
  type CurationFile,
  type FileRule,
  teamOf,
  templateTitle,
} from '#whatsapp/templates/curation-file'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import {
  enteredProblems,
  type FieldInput,
  inputTypesOf,
  preparedText,
} from '#whatsapp/templates/field-inputs'
import { type Field, fieldsOf, KINDS_WITH_DEFAULT } from '#whatsapp/templates/fields'
import { formIdIn, isFormEntry } from '#whatsapp/templates/forms'
import { valueProblems } from '#whatsapp/templates/values'

export interface NamedItem {
  readonly id: string
  readonly name: string
}

export interface NamedTeams {
  readonly queues: readonly NamedItem[]
  readonly routingProfiles: readonly NamedItem[]
}

export interface CuratedAccount extends NamedTeams {
  readonly templates: readonly {
    readonly name: string
    readonly language: string
    readonly status: string
  }[]
  /**
   * The definitions of the templates for which the file sets defaults or labels. The list does not
   * contain definitions that cannot be parsed.
   */
  readonly definitions: readonly TemplateDefinition[]
  /** The forms of the account. */
  readonly forms: readonly { readonly id: string; readonly name: string; readonly status: string }[]
}

/** Returns the templates of the account whose definitions `curationProblems` needs. */
export function templatesToRead<Template extends { name: string; language: string }>(
  { rules }: Pick<CurationFile, 'rules'>,
  templates: readonly Template[],
): Template[] {
  const wanted = rules.flatMap((rule) =>
    rule.templates.filter(({ defaults, labels, inputs }) => defaults ?? labels ?? inputs),
  )
  return templates.filter((each) =>
    wanted.some(
      ({ name, language }) => name === each.name && (!language || language === each.language),
    ),
  )
}

/** Creates a problem whose path begins with the path of a template's entry. */
const found = (
  code: SupervisorProblemCode,
  path: string,
  message: string,
  values: ProblemValues,
): Problem => problem(code, path, message, values)

export function curationProblems(
  { waba, rules }: CurationFile,
  account: CuratedAccount,
): Problem[] {
  return rules.flatMap((rule, i) => [
    ...(rules.findIndex((other) => teamOf(other) === teamOf(rule)) < i
      ? [
          found(
            'rule_twice',
            `rules.${i}`,
            `there is already a rule for ${teamOf(rule)}. Merge the two rules.`,
            { n: i + 1 },
          ),
        ]
      : []),
    ...unknown(rule.queues, account.queues, UNKNOWN_QUEUE, `rules.${i}.queues`),
    ...unknown(
      rule.routingProfiles,
      account.routingProfiles,
      UNKNOWN_PROFILE,
      `rules.${i}.routingProfiles`,
    ),
    ...rule.templates.flatMap((template, j) => {
      const title = templateTitle(template)
      const isTwice = rule.templates.findIndex((other) => templateTitle(other) === title) < j
      const path = `rules.${i}.templates.${j}`
      return [
        ...(isTwice
          ? [
              found(
                'template_twice',
                path,
                `${title} is listed twice in this rule. Remove one of the entries.`,
                { name: title },
              ),
            ]
          : []),
        ...entryProblems(waba, template, account).map((each) => ({
          ...each,
          path: `${path}.${each.path}`,
        })),
      ]
    }),
  ])
}

const entryProblems = (
  waba: string,
  entry: FileRule['templates'][number],
  account: CuratedAccount,
): Problem[] =>
  isFormEntry(entry.name)
    ? formProblems(waba, entry, account.forms)
    : [
        ...(entry.form
          ? [
              found(
                'not_a_form',
                'form',
                `${entry.name} is a template. Remove "form", or name a form as form:ID.`,
                { name: entry.name },
              ),
            ]
          : []),
        ...templateProblems(waba, entry, account),
      ]

/** The settings that a template can have and a form cannot. */
const ONLY_TEMPLATES = ['language', 'defaults', 'inputs', 'successor'] as const

function formProblems(
  waba: string,
  entry: FileRule['templates'][number],
  forms: CuratedAccount['forms'],
): Problem[] {
  const { name, form, offered } = entry
  const known = forms.map(({ id, name }) => `form:${id} (${name})`).join(', ')
  if (!forms.some(({ id }) => id === formIdIn(name)))
    return [
      found(
        'no_such_form',
        'name',
        `${waba} has no form "${name}". ${known ? `Use ${known}.` : 'It has no forms.'}`,
        { name },
      ),
    ]
  return [
    ...(form || offered === false
      ? []
      : [
          found(
            'form_without_message',
            'form',
            `${name} has no message. Add "form" with a text and a button, or "offered": false.`,
            { name },
          ),
        ]),
    ...ONLY_TEMPLATES.filter((setting) => entry[setting] !== undefined).map((setting) =>
      found('not_for_forms', setting, `a form has no "${setting}". Remove it.`, {
        name,
        setting,
      }),
    ),
  ]
}

function templateProblems(
  waba: string,
  template: FileRule['templates'][number],
  account: CuratedAccount,
): Problem[] {
  const { name, language, successor, defaults = {}, labels = {}, inputs = {} } = template
  const names = [...new Set(account.templates.map((each) => each.name))]
  if (!names.includes(name))
    return [
      found('no_such_template', 'name', `${waba} has no template "${name}"${meant(name, names)}`, {
        name,
      }),
    ]
  const languages = account.templates
    .filter((each) => each.name === name)
    .map((each) => each.language)
  if (language && !languages.includes(language))
    return [
      found(
        'no_such_language',
        'language',
        `${name} does not exist in ${language}. Use ${languages.join(', ')}.`,
        { name, language, languages: languages.join(', ') },
      ),
    ]
  const definitions = account.definitions.filter(
    (each) => each.name === name && (!language || each.language === language),
  )
  const title = templateTitle(template)
  return [
    ...(successor === name
      ? [
          found(
            'own_successor',
            'successor',
            `${name} cannot be its own successor. Name another template.`,
            { name },
          ),
        ]
      : []),
    ...(successor && !names.includes(successor)
      ? [
          found(
            'no_such_template',
            'successor',
            `${waba} has no template "${successor}"${meant(successor, names)}`,
            { name: successor },
          ),
        ]
      : []),
    ...Object.entries(defaults).flatMap(([key, value]) =>
      defaultProblems(title, key, value, definitions),
    ),
    ...Object.keys(labels).flatMap((key) => {
      const fields = fieldsWith(title, key, definitions, 'labels')
      return 'code' in fields ? [fields] : []
    }),
    ...Object.entries(inputs).flatMap(([key, input]) =>
      inputProblems(title, key, input, defaults[key], definitions),
    ),
  ]
}

interface FoundField {
  definition: TemplateDefinition
  field: Field
}

/**
 * Reports a setting for a field that exists in no language of the template. If the field exists in
 * at least one language, the setting is valid, and the other languages ignore it.
 */
function fieldsWith(
  title: string,
  key: string,
  definitions: readonly TemplateDefinition[],
  setting: 'defaults' | 'labels' | 'inputs',
): readonly FoundField[] | Problem {
  const path = `${setting}.${key}`
  if (definitions.length === 0)
    return found(
      'fields_unreadable',
      path,
      `the definition of ${title} cannot be read, so its fields cannot have ${setting}. Remove them.`,
      { name: title },
    )
  const fields = definitions.map((definition) => ({ definition, all: fieldsOf(definition).fields }))
  const matching = fields.flatMap(({ definition, all }) =>
    all.filter((each) => each.key === key).map((field) => ({ definition, field })),
  )
  if (matching.length > 0) return matching
  const keys = [...new Set(fields.flatMap(({ all }) => all.map((each) => each.key)))].join(', ')
  return found(
    'no_such_field',
    path,
    `${title} has no such field. ${keys ? `Use ${keys}.` : 'It has no fields.'}`,
    { name: title, field: key },
  )
}

function defaultProblems(
  title: string,
  key: string,
  value: DefaultValue,
  definitions: readonly TemplateDefinition[],
): Problem[] {
  const fields = fieldsWith(title, key, definitions, 'defaults')
  if ('code' in fields) return [fields]
  const sentences = fields.flatMap(({ definition, field }) =>
    fieldProblems(field, value).map((sentence) => ({ sentence, in: definition.language })),
  )
  return [...new Set(sentences.map(({ sentence }) => sentence))].map((sentence) => {
    const languages = sentences.filter((each) => each.sentence === sentence).map((each) => each.in)
    return found(
      'default_does_not_fit',
      `defaults.${key}`,
      languages.length === fields.length ? sentence : `in ${languages.join(', ')}: ${sentence}`,
      { name: title, field: key },
    )
  })
}

function inputProblems(
  title: string,
  key: string,
  input: FieldInput,
  value: DefaultValue | undefined,
  definitions: readonly TemplateDefinition[],
): Problem[] {
  const fields = fieldsWith(title, key, definitions, 'inputs')
  if ('code' in fields) return [fields]
  const path = `inputs.${key}`
  const values = { name: title, field: key }
  const refused = fields.find(({ field }) => !inputTypesOf(field.kind).includes(input.type))
  if (refused) {
    const possible = inputTypesOf(refused.field.kind).join(', ')
    return [
      found(
        'input_not_possible',
        path,
        `the field is of kind ${refused.field.kind}, in which agents cannot enter a ${input.type}. ${possible ? `Use ${possible}.` : 'Remove it.'}`,
        values,
      ),
    ]
  }
  if (input.locked && value === undefined)
    return [
      found(
        'locked_without_default',
        path,
        'nobody could fill in the field, because it is locked and has no default value. Add one to "defaults".',
        values,
      ),
    ]
  const unfitting = fields.flatMap(({ definition: { language } }) =>
    typeof value === 'string'
      ? enteredProblems(preparedText(value, input, language), key, input, language)
      : [],
  )
  return [...new Set(unfitting.map(({ message }) => message))].map((message) =>
    found('default_does_not_fit', `defaults.${key}`, message, values),
  )
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
  return refusals(valueProblems(value, { ...field, required: true }, undefined)).map(
    ({ message }) => message,
  )
}

const UNKNOWN_QUEUE = { code: 'no_such_queue', what: 'queue' } as const
const UNKNOWN_PROFILE = { code: 'no_such_routing_profile', what: 'routing profile' } as const

function unknown(
  wanted: readonly string[] = [],
  known: readonly NamedItem[],
  { code, what }: typeof UNKNOWN_QUEUE | typeof UNKNOWN_PROFILE,
  path: string,
): Problem[] {
  const names = known.map(({ name }) => name)
  return wanted.flatMap((each, i) =>
    findNamed(each, known)
      ? []
      : [
          found(
            code,
            `${path}.${i}`,
            `the instance has no ${what} "${each}"${meant(each, names)}`,
            {
              name: each,
            },
          ),
        ],
  )
}

export const findNamed = (wanted: string, known: readonly NamedItem[]): NamedItem | undefined =>
  known.find(({ id, name }) => name === wanted || id === wanted)

/** Completes a sentence with the most similar name, or with a full stop if no name is similar. */
function meant(wanted: string, names: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const near =
    names.find((name) => plain(name) === plain(wanted)) ??
    names.find((name) => plain(name).startsWith(plain(wanted).slice(0, 5)))
  return near ? `. Did you mean "${near}"?` : '.'
}
