// Edits the labels, default values and inputs of a template's fields, for one language or for all.
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import { useEffect, useState } from 'react'
import { refusals } from '#whatsapp/errors/problems'
import type { DefaultValue } from '#whatsapp/templates/curation'
import { ATTRIBUTE_NAME, LONGEST_LABEL } from '#whatsapp/templates/curation-limits'
import { parseDefinition, type TemplateDefinition } from '#whatsapp/templates/definition'
import { enteredProblems, inputTypesOf, preparedText } from '#whatsapp/templates/field-inputs'
import { type Field, fieldsOf, KINDS_WITH_DEFAULT } from '#whatsapp/templates/fields'
import { valueProblems } from '#whatsapp/templates/values'
import { labelOf } from '../fill/field-label.ts'
import { problemText } from '../fill/field-problem.ts'
import type { Messages } from '../i18n/catalogue.ts'
import { languageName } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { FieldInputEditor, inputError } from './field-input-editor.tsx'
import { type Texts, useTexts } from './i18n/texts.tsx'
import type { CatalogueRow } from './rows.ts'
import {
  ALL_LANGUAGES,
  type FieldSettings,
  NO_FIELD_SETTINGS,
  type TemplateSettings,
} from './settings.ts'
import { sizeError } from './text-room.ts'

export type DefinitionOf = (name: string, language: string) => Promise<unknown>

interface Props {
  row: CatalogueRow
  definitionOf: DefinitionOf
  fields: TemplateSettings['fields']
  onChange: (fields: TemplateSettings['fields'], isValid: boolean) => void
}

export function FieldsEditor({ row, definitionOf, fields, onChange }: Props) {
  const texts = useTexts()
  const messages = useMessages()
  const language = useLanguage()
  const [scope, setScope] = useState(ALL_LANGUAGES)
  // All languages of a template have the same fields. For settings that apply to all languages, the
  // editor shows the fields of the first language whose definition could be read.
  const readable = row.variants.find(({ unread }) => !unread) ?? row.variants[0]!
  const definition = useDefinition(definitionOf, row.name, scope || readable.language)
  const settings = fields[scope] ?? NO_FIELD_SETTINGS
  const known = definition.is === 'ready' ? fieldsOf(definition.definition).fields : []
  const inherited = scope ? (fields[ALL_LANGUAGES] ?? NO_FIELD_SETTINGS) : NO_FIELD_SETTINGS
  // Default values for all languages are checked with the template in the language whose fields are
  // displayed.
  const writtenIn = scope || readable.language
  const isValid = (next: FieldSettings) =>
    known.every(
      (field) =>
        !labelError(field, next, texts) &&
        !defaultError(field, next, inherited, writtenIn, texts, messages) &&
        !inputErrorOf(field, next, inherited, texts),
    )
  const change = (next: FieldSettings) => onChange({ ...fields, [scope]: next }, isValid(next))
  const options = [
    { value: ALL_LANGUAGES, label: texts.allLanguages },
    ...row.variants.map((each) => ({
      value: each.language,
      label: languageName(each.language, language),
    })),
  ]

  return (
    <section className="sp-part" aria-label={texts.fields}>
      <h3>{texts.fields}</h3>
      <p className="sp-soft">{texts.fieldsHint}</p>
      {row.variants.length > 1 && (
        <Select
          ariaLabel={texts.fieldsFor}
          inlineLabelText={texts.fieldsFor}
          // No other language can be chosen while there is a mistake, so the mistake stays visible
          // until it is corrected.
          disabled={!isValid(settings)}
          options={options}
          selectedOption={options.find(({ value }) => value === scope) ?? null}
          onChange={({ detail }) => setScope(detail.selectedOption.value!)}
        />
      )}
      {definition.is === 'failed' && (
        <p>
          {texts.fieldsFailed}{' '}
          <Button variant="inline-link" formAction="none" onClick={definition.again}>
            {texts.tryAgain}
          </Button>
        </p>
      )}
      {definition.is === 'ready' && known.length === 0 && <p>{texts.noFields}</p>}
      {definition.is === 'ready' &&
        known.map((field) => (
          <FieldEditor
            key={`${scope} ${field.key}`}
            field={field}
            name={labelOf(field, definition.definition, messages)}
            settings={settings}
            inherited={inherited}
            language={writtenIn}
            onChange={change}
          />
        ))}
    </section>
  )
}

interface FieldProps {
  field: Field
  /** The label that the field has without any settings. */
  name: string
  settings: FieldSettings
  /** The settings for all languages. They apply where `settings` has none. */
  inherited: FieldSettings
  /** The language of the template with which default values are checked. */
  language: string
  onChange: (settings: FieldSettings) => void
}

function FieldEditor({ field, name, settings, inherited, language, onChange }: FieldProps) {
  const texts = useTexts()
  const messages = useMessages()
  const { key, kind } = field
  const value = settings.defaults[key] ?? (kind === 'order' ? { attribute: '' } : '')
  const isText = typeof value === 'string'
  const text = isText ? value : value.attribute
  const setDefault = (next: DefaultValue) =>
    onChange({ ...settings, defaults: { ...settings.defaults, [key]: next } })
  const kinds = [
    ...(kind === 'order' ? [] : [{ value: 'text', label: texts.asText }]),
    { value: 'attribute', label: texts.asAttribute },
  ]
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid everywhere
    <div className="sp-field" role="group" aria-label={name}>
      <p className="sp-field-name">
        <bdi>{name}</bdi>
      </p>
      <FormField label={texts.label} errorText={labelError(field, settings, texts)} stretch>
        <Input
          value={settings.labels[key] ?? ''}
          placeholder={inherited.labels[key] ?? name}
          onChange={({ detail }) =>
            onChange({ ...settings, labels: { ...settings.labels, [key]: detail.value } })
          }
        />
      </FormField>
      {(KINDS_WITH_DEFAULT.includes(kind) || kind === 'order') && (
        <FormField
          label={texts.default}
          errorText={defaultError(field, settings, inherited, language, texts, messages)}
          stretch
        >
          <div className="sp-default">
            <Select
              ariaLabel={texts.defaultKind}
              options={kinds}
              selectedOption={kinds.find((each) => (each.value === 'text') === isText) ?? null}
              onChange={({ detail }) =>
                setDefault(detail.selectedOption.value === 'text' ? text : { attribute: text })
              }
            />
            <Input
              ariaLabel={texts.default}
              value={text}
              placeholder={textOf(inherited.defaults[key])}
              onChange={({ detail }) =>
                setDefault(isText ? detail.value : { attribute: detail.value })
              }
            />
          </div>
        </FormField>
      )}
      {inputTypesOf(kind).length > 0 && (
        <FieldInputEditor
          field={field}
          input={settings.inputs[key]}
          inherited={inherited.inputs[key]}
          hasDefault={hasDefault(field, settings, inherited)}
          onChange={(input) => {
            const { [key]: _, ...others } = settings.inputs
            onChange({ ...settings, inputs: input ? { ...others, [key]: input } : others })
          }}
        />
      )}
    </div>
  )
}

const hasDefault = ({ key }: Field, { defaults }: FieldSettings, inherited: FieldSettings) =>
  Boolean(textOf(defaults[key]) || textOf(inherited.defaults[key]))

function inputErrorOf(
  field: Field,
  settings: FieldSettings,
  inherited: FieldSettings,
  texts: Texts,
) {
  const input = settings.inputs[field.key]
  return input && inputError(input, hasDefault(field, settings, inherited), texts)
}

const textOf = (value: DefaultValue | undefined): string =>
  typeof value === 'object' ? value.attribute : (value ?? '')

function labelError({ key }: Field, { labels }: FieldSettings, texts: Texts): string | undefined {
  return sizeError(labels[key] ?? '', LONGEST_LABEL, texts)
}

function defaultError(
  field: Field,
  { defaults, inputs }: FieldSettings,
  inherited: FieldSettings,
  language: string,
  texts: Texts,
  messages: Messages,
): string | undefined {
  const value = defaults[field.key]
  if (!value) return undefined
  if (typeof value !== 'string')
    return value.attribute && !ATTRIBUTE_NAME.test(value.attribute)
      ? texts.attributeForm
      : undefined
  const input = inputs[field.key] ?? inherited.inputs[field.key]
  const text = preparedText(value, input, language)
  const [problem] = [
    ...refusals(valueProblems(value, { ...field, required: true }, undefined)),
    ...(input ? enteredProblems(text, field.key, input, language) : []),
  ]
  return problem && problemText(problem, field, value, messages)
}

type Read =
  | { is: 'loading' }
  | { is: 'failed'; again: () => void }
  | { is: 'ready'; definition: TemplateDefinition }

function useDefinition(definitionOf: DefinitionOf, name: string, language: string): Read {
  const of = `${name}/${language}`
  const [read, setRead] = useState<{ of: string; definition: TemplateDefinition | undefined }>()
  const [asked, setAsked] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value of `asked` repeats the request
  useEffect(() => {
    let isWanted = true
    definitionOf(name, language)
      .then(parseDefinition)
      .catch(() => undefined)
      .then((definition) => isWanted && setRead({ of, definition }))
    return () => {
      isWanted = false
    }
  }, [definitionOf, name, language, of, asked])

  if (read?.of !== of) return { is: 'loading' }
  return read.definition
    ? { is: 'ready', definition: read.definition }
    : { is: 'failed', again: () => setAsked((n) => n + 1) }
}
