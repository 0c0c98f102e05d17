// Edits what agents can enter in a field: any text, a choice from a list, a date, and so on.
import Checkbox from '@cloudscape-design/components/checkbox'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import Textarea from '@cloudscape-design/components/textarea'
import { bytesOf } from '#whatsapp/messages/text'
import { LONGEST_CHOICE, LONGEST_DEFAULT, MOST_CHOICES } from '#whatsapp/templates/curation-limits'
import { type FieldInput, type InputType, inputTypesOf } from '#whatsapp/templates/field-inputs'
import type { Field } from '#whatsapp/templates/fields'
import { useTyped } from '../fill/use-typed.ts'
import { choicesIn } from './choices.ts'
import { type Texts, useTexts } from './i18n/texts.tsx'

interface Props {
  field: Field
  /**
   * The input that supervisors have set for this field in the language that is being edited, or in
   * all languages. Undefined if none was set.
   */
  input: FieldInput | undefined
  /** The input that is set for all languages and that applies if `input` is undefined. */
  inherited: FieldInput | undefined
  hasDefault: boolean
  onChange: (input: FieldInput | undefined) => void
}

export function FieldInputEditor({ field, input, inherited, hasDefault, onChange }: Props) {
  const texts = useTexts()
  const types = inputTypesOf(field.kind)
  const current = input ?? inherited ?? ANY_TEXT
  const options = types.map((type) => ({ value: type, label: texts.inputs[type] }))
  // Fields accept any text by default, so "any text" is stored only if it overrides another input
  // that is set for all languages.
  const change = (next: FieldInput) =>
    onChange(
      isAnyText(next) && (inherited === undefined || isAnyText(inherited)) ? undefined : next,
    )
  const error = inputError(current, hasDefault, texts)

  return (
    <>
      <FormField label={texts.input} stretch>
        <Select
          options={options}
          selectedOption={options.find(({ value }) => value === current.type) ?? null}
          onChange={({ detail }) =>
            change({
              ...INITIAL[detail.selectedOption.value as InputType],
              ...(current.locked ? { locked: true } : {}),
            })
          }
        />
      </FormField>
      <Details input={current} error={error} onChange={change} />
      <div className="sp-whole-row">
        <FormField errorText={error?.at === 'locked' && error.text} stretch>
          <Checkbox
            checked={current.locked === true}
            description={texts.lockedHint}
            onChange={({ detail }) => {
              const { locked: _, ...rest } = current
              change(detail.checked ? { ...rest, locked: true } : rest)
            }}
          >
            {texts.lockedField}
          </Checkbox>
        </FormField>
      </div>
    </>
  )
}

const ANY_TEXT: FieldInput = { type: 'text' }

const isAnyText = (input: FieldInput): boolean =>
  input.type === 'text' &&
  input.minLength === undefined &&
  input.maxLength === undefined &&
  !input.locked

const INITIAL: Readonly<Record<InputType, FieldInput>> = {
  text: ANY_TEXT,
  choice: { type: 'choice', choices: [] },
  date: { type: 'date' },
  amount: { type: 'amount', currency: '' },
  number: { type: 'number' },
  link: { type: 'link' },
  phone: { type: 'phone' },
}

interface DetailsProps {
  input: FieldInput
  error: InputError | undefined
  onChange: (input: FieldInput) => void
}

function Details({ input, error, onChange }: DetailsProps) {
  const texts = useTexts()
  const errorAt = (at: InputError['at']) => error?.at === at && error.text
  switch (input.type) {
    case 'choice':
      return (
        <FormField
          label={texts.choices}
          description={texts.choicesHint}
          errorText={errorAt('choices')}
          stretch
        >
          <Textarea
            rows={4}
            value={input.choices.join('\n')}
            onChange={({ detail }) => onChange({ ...input, choices: detail.value.split('\n') })}
          />
        </FormField>
      )
    case 'amount':
      return (
        <FormField label={texts.currency} errorText={errorAt('currency')} stretch>
          <Input
            value={input.currency}
            placeholder="EUR"
            onChange={({ detail }) => onChange({ ...input, currency: detail.value.toUpperCase() })}
          />
        </FormField>
      )
    case 'text':
      return (
        <Limits
          labels={[texts.minLength, texts.maxLength]}
          values={[input.minLength, input.maxLength]}
          errors={[errorAt('least'), errorAt('most')]}
          onChange={([minLength, maxLength]) =>
            onChange({ ...input, minLength, maxLength } as FieldInput)
          }
        />
      )
    case 'number':
      return (
        <Limits
          labels={[texts.min, texts.max]}
          values={[input.min, input.max]}
          errors={[errorAt('least'), errorAt('most')]}
          onChange={([min, max]) => onChange({ ...input, min, max } as FieldInput)}
        />
      )
    default:
      return null
  }
}

type Pair<Value> = readonly [Value, Value]

interface LimitsProps {
  labels: Pair<string>
  values: Pair<number | undefined>
  errors: Pair<string | false | undefined>
  onChange: (values: Pair<number | undefined>) => void
}

function Limits({ labels, values: [least, most], errors, onChange }: LimitsProps) {
  return (
    <div className="sp-default" data-equal>
      <FormField label={labels[0]} errorText={errors[0]} stretch>
        <LimitInput value={least} onChange={(next) => onChange([next, most])} />
      </FormField>
      <FormField label={labels[1]} errorText={errors[1]} stretch>
        <LimitInput value={most} onChange={(next) => onChange([least, next])} />
      </FormField>
    </div>
  )
}

function LimitInput({
  value,
  onChange,
}: {
  value: number | undefined
  onChange: (value: number | undefined) => void
}) {
  const [text, setText] = useTyped(value, limitIn, (limit) => String(limit ?? ''))
  return (
    <Input
      type="number"
      inputMode="decimal"
      value={text}
      onChange={({ detail }) => {
        setText(detail.value)
        onChange(limitIn(detail.value))
      }}
    />
  )
}

const limitIn = (text: string): number | undefined => (text === '' ? undefined : Number(text))

interface InputError {
  at: 'choices' | 'currency' | 'least' | 'most' | 'locked'
  text: string
}

/** Returns the first reason why the input cannot be saved. */
export function inputError(
  input: FieldInput,
  hasDefault: boolean,
  texts: Texts,
): InputError | undefined {
  const error = typeError(input, texts)
  if (error) return error
  return input.locked && !hasDefault ? { at: 'locked', text: texts.lockedNeedsDefault } : undefined
}

function typeError(input: FieldInput, texts: Texts): InputError | undefined {
  switch (input.type) {
    case 'choice': {
      const text = choicesError(choicesIn(input.choices), texts)
      return text === undefined ? undefined : { at: 'choices', text }
    }
    case 'amount':
      return /^[A-Z]{3}$/.test(input.currency)
        ? undefined
        : { at: 'currency', text: texts.currencyForm }
    case 'text': {
      const isLength = (limit: number | undefined) =>
        limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= LONGEST_DEFAULT)
      const text = texts.limitForm({ n: LONGEST_DEFAULT })
      if (!isLength(input.minLength)) return { at: 'least', text }
      if (!isLength(input.maxLength)) return { at: 'most', text }
      return orderError(input.minLength, input.maxLength, texts)
    }
    case 'number':
      return orderError(input.min, input.max, texts)
    default:
      return undefined
  }
}

const orderError = (least: number | undefined, most: number | undefined, texts: Texts) =>
  least !== undefined && most !== undefined && least > most
    ? { at: 'most' as const, text: texts.limitOrder }
    : undefined

function choicesError(choices: readonly string[], texts: Texts): string | undefined {
  if (choices.length === 0) return texts.choicesMissing
  const twice = choices.find((choice, i) => choices.indexOf(choice) < i)
  if (twice !== undefined) return texts.choicesTwice({ text: twice })
  return choices.length > MOST_CHOICES || choices.some((choice) => bytesOf(choice) > LONGEST_CHOICE)
    ? texts.choicesMost({ n: MOST_CHOICES, length: LONGEST_CHOICE })
    : undefined
}
