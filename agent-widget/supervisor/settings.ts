// The settings that supervisors can change in the dialog of one template, and the edits that save
// these settings.
import type { CuratedTemplate, DefaultValue } from '#whatsapp/templates/curation'
import type { CurationEdit } from '#whatsapp/templates/curation-edits'
import type { FieldInputs } from '#whatsapp/templates/field-inputs'
import { choicesIn } from './choices.ts'
import type { CatalogueRow } from './rows.ts'

export interface FieldSettings {
  labels: Readonly<Record<string, string>>
  defaults: Readonly<Record<string, DefaultValue>>
  inputs: FieldInputs
}

export interface TemplateSettings {
  title: string
  note: string
  topic: string
  /** The period of the offer, as ISO times. */
  from: string | undefined
  until: string | undefined
  successor: string | undefined
  /** The languages in which the template is offered. */
  languages: readonly string[]
  /** The settings of the template's fields in the team's own rule, by language. */
  fields: Readonly<Record<string, FieldSettings>>
}

/** The key in `fields` for all languages. */
export const ALL_LANGUAGES = ''

export const NO_FIELD_SETTINGS: FieldSettings = { labels: {}, defaults: {}, inputs: {} }

export const settingsOf = ({ offer, offeredIn, own }: CatalogueRow): TemplateSettings => ({
  title: offer.title ?? '',
  note: offer.note ?? '',
  topic: offer.topic ?? '',
  from: inUtc(offer.from),
  until: inUtc(offer.until),
  successor: offer.successor,
  languages: offeredIn,
  fields: Object.fromEntries(own.map(fieldSettingsOf)),
})

/** Converts the time to UTC, because the times in a curation file may have any time zone. */
const inUtc = (time: string | undefined) => time && new Date(time).toISOString()

const fieldSettingsOf = ({ language, labels = {}, defaults = {}, inputs = {} }: CuratedTemplate) =>
  [language ?? ALL_LANGUAGES, { labels, defaults, inputs }] as const

/**
 * Returns the edits that turn the row's settings into `after`, without edits for unchanged
 * settings.
 */
export function editsTo(after: TemplateSettings, row: CatalogueRow): CurationEdit[] {
  const { name, variants } = row
  const before = settingsOf(row)
  const [title, note] = [after.title.trim(), after.note.trim()]
  const isDescribed = title !== before.title || note !== before.note
  const isScheduled = after.from !== before.from || after.until !== before.until
  const topic = after.topic.trim()
  const all = variants.map(({ language }) => language)
  return [
    ...(isDescribed ? [{ edit: 'describe' as const, name, title, note }] : []),
    ...(topic === before.topic
      ? []
      : [{ edit: 'topic' as const, names: [name], ...(topic ? { topic } : {}) }]),
    ...(isScheduled
      ? [
          {
            edit: 'schedule' as const,
            name,
            ...(after.from ? { from: after.from } : {}),
            ...(after.until ? { until: after.until } : {}),
          },
        ]
      : []),
    ...(after.successor === before.successor
      ? []
      : [
          {
            edit: 'successor' as const,
            name,
            ...(after.successor ? { successor: after.successor } : {}),
          },
        ]),
    ...languageEdits(name, all, before.languages, after.languages),
    ...Object.entries(after.fields).flatMap(([language, settings]): CurationEdit[] => {
      const { inputs, ...filled } = withoutEmpty(settings)
      const was = before.fields[language] ?? NO_FIELD_SETTINGS
      if (isEqual({ ...filled, inputs }, was)) return []
      // While the API still has an earlier version, it refuses edits with `inputs`. The property is
      // therefore sent only if there are inputs to set or to remove.
      const hasInputs = Object.keys({ ...inputs, ...was.inputs }).length > 0
      return [
        {
          edit: 'prepare',
          name,
          ...(language ? { language } : {}),
          ...filled,
          ...(hasInputs ? { inputs } : {}),
        },
      ]
    }),
  ]
}

function languageEdits(
  name: string,
  all: readonly string[],
  before: readonly string[],
  after: readonly string[],
): CurationEdit[] {
  const changed = all.filter((each) => before.includes(each) !== after.includes(each))
  if (changed.length === 0) return []
  // If all languages are chosen, or none, one edit applies to the whole template. It then also
  // applies to languages that are added later.
  if (after.length === 0 || after.length === all.length)
    return [{ edit: 'offer', names: [name], offered: after.length > 0 }]
  return changed.map((language) => ({
    edit: 'offer_language',
    name,
    language,
    offered: after.includes(language),
  }))
}

function withoutEmpty({ labels, defaults, inputs }: FieldSettings): FieldSettings {
  const filled = <Value extends DefaultValue>(values: Readonly<Record<string, Value>>) =>
    Object.fromEntries(
      Object.entries(values).filter(([, value]) =>
        typeof value === 'string' ? value.trim() : value.attribute.trim(),
      ),
    )
  const cleaned = Object.entries(inputs).map(([key, input]) => [
    key,
    input.type === 'choice' ? { ...input, choices: choicesIn(input.choices) } : input,
  ])
  return {
    labels: filled(labels),
    defaults: filled(defaults),
    inputs: Object.fromEntries(cleaned),
  }
}

const isEqual = (a: FieldSettings, b: FieldSettings): boolean => inOrder(a) === inOrder(b)

const inOrder = ({ labels, defaults, inputs }: FieldSettings): string =>
  JSON.stringify([labels, defaults, inputs].map((values) => Object.entries(values).sort()))
