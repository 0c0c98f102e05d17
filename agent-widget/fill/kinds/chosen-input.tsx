// The input of a field for which supervisors have chosen what agents can enter: values of a list,
// dates, amounts, numbers, links or phone numbers. Supervisors can also lock the value, so that
// agents cannot change it.
import FormField from '@cloudscape-design/components/form-field'
import Input, { type InputProps } from '@cloudscape-design/components/input'
import Textarea from '@cloudscape-design/components/textarea'
import type { ReactNode } from 'react'
import { enteredIn, type FieldInput, writtenAs } from '#whatsapp/templates/field-inputs'
import type { Field } from '#whatsapp/templates/fields'
import { Label } from '../../fields/label.tsx'
import { BLANK } from '../../fields/sentence-around.ts'
import { useMessages } from '../../i18n/messages.tsx'
import { useTyped } from '../use-typed.ts'

interface Props {
  field: Field
  input: FieldInput
  /**
   * The language of the template, which determines the format of the dates and amounts that the
   * customer receives.
   */
  language: string
  label: string
  hint: string | undefined
  value: string
  error: string | undefined
  warning: string | undefined
  onChange: (value: string) => void
  onBlur: () => void
}

export function ChosenInput(props: Props) {
  const { field, input, label, error, warning } = props
  return (
    <FormField
      label={<Label text={label} isOptional={!field.required} />}
      constraintText={useHint(props)}
      errorText={error}
      warningText={warning}
      stretch
    >
      {input.locked ? <Locked {...props} /> : INPUTS[input.type](props)}
    </FormField>
  )
}

/**
 * Returns the hint below the input. If the customer receives another text than the agent has
 * entered, for example a date in another format, the hint contains the customer's text.
 */
function useHint({ input, language, hint, value }: Props): string | undefined {
  const words = useMessages().field
  if (input.locked) return value ? words.locked : undefined
  const entered = enteredIn(value, input, language)
  return value && entered !== undefined && entered !== value
    ? words.customerReads({ text: value })
    : hint
}

const Locked = ({ field, value, label }: Props) => (
  <Textarea
    value={value}
    rows={1}
    readOnly
    ariaLabel={spoken(label)}
    nativeTextareaAttributes={{ dir: 'auto', 'data-field': field.key }}
  />
)

const spoken = (label: string) => label.replaceAll(BLANK, ' ')

const INPUTS: Readonly<Record<FieldInput['type'], (props: Props) => ReactNode>> = {
  text: (props) => <Line {...props} type="text" inputMode="text" />,
  link: (props) => <Line {...props} type="url" inputMode="url" />,
  phone: (props) => <Line {...props} type="text" inputMode="tel" />,
  amount: (props) => <Written {...props} />,
  number: (props) => <Written {...props} />,
  date: (props) => <DateInput {...props} />,
  choice: (props) => <Choice {...props} />,
}

interface LineProps extends Props {
  type: InputProps.Type
  inputMode: NonNullable<InputProps.InputMode>
}

const Line = ({ field, value, type, inputMode, onChange, onBlur }: LineProps) => (
  <Input
    value={value}
    type={type}
    inputMode={inputMode}
    autoComplete={false}
    onChange={({ detail }) => onChange(detail.value)}
    onBlur={onBlur}
    nativeInputAttributes={{ dir: 'auto', 'data-field': field.key }}
  />
)

/**
 * The input for an amount or a number. The browser shows the decimal separator of the agent's
 * language, but the customer's text has that of the template's language.
 */
function Written({ field, input, language, value, onChange, onBlur }: Props) {
  const [text, setText] = useTyped(
    value,
    (typed) => written(typed, input, language),
    (from) => enteredIn(from, input, language) ?? '',
  )
  return (
    <div className="aw-amount">
      <Input
        value={text}
        type="number"
        inputMode="decimal"
        step="any"
        autoComplete={false}
        onChange={({ detail }) => {
          setText(detail.value)
          onChange(written(detail.value, input, language))
        }}
        onBlur={onBlur}
        nativeInputAttributes={{ 'data-field': field.key }}
      />
      {input.type === 'amount' && <span>{input.currency}</span>}
    </div>
  )
}

function DateInput({ field, input, language, label, value, error, onChange, onBlur }: Props) {
  const [text, setText] = useTyped(
    value,
    (typed) => written(typed, input, language),
    (from) => enteredIn(from, input, language) ?? '',
  )
  return (
    <input
      className="aw-datetime"
      type="date"
      data-field={field.key}
      aria-label={spoken(label)}
      aria-invalid={error !== undefined}
      value={text}
      onChange={({ target }) => {
        setText(target.value)
        onChange(written(target.value, input, language))
      }}
      onBlur={onBlur}
    />
  )
}

/**
 * Returns the customer's text for what the agent has entered, or the entry itself while the entry
 * is incomplete.
 */
const written = (entered: string, input: FieldInput, language: string): string =>
  entered === '' ? '' : writtenAs(entered, input, language)

function Choice({ field, input, label, value, error, onChange, onBlur }: Props) {
  const messages = useMessages()
  const choices = input.type === 'choice' ? input.choices : []
  return (
    <select
      className="aw-datetime"
      data-field={field.key}
      data-empty={value === '' ? '' : undefined}
      aria-label={spoken(label)}
      aria-invalid={error !== undefined}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      onBlur={onBlur}
    >
      <option value="">{messages.field.choose}</option>
      {value !== '' && !choices.includes(value) && <option value={value}>{value}</option>}
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  )
}
