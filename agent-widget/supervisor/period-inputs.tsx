// The inputs for the period of an offer, in the supervisor's time zone.
import FormField from '@cloudscape-design/components/form-field'
import { localInput, localTime } from '../fill/kinds/local-time.ts'
import { useTyped } from '../fill/use-typed.ts'
import { useTexts } from './i18n/texts.tsx'

interface Period {
  from: string | undefined
  until: string | undefined
}

interface Props extends Period {
  isInOrder: boolean
  onChange: (period: Partial<Period>) => void
}

export function PeriodInputs({ from, until, isInOrder, onChange }: Props) {
  const texts = useTexts()
  return (
    <section className="sp-part" aria-label={texts.period}>
      <h3>{texts.period}</h3>
      <p className="sp-soft">{texts.periodHint}</p>
      <div className="sp-filters">
        <FormField label={texts.from} stretch>
          <TimeInput label={texts.from} value={from} onChange={(at) => onChange({ from: at })} />
        </FormField>
        <FormField label={texts.until} errorText={!isInOrder && texts.periodOrder} stretch>
          <TimeInput label={texts.until} value={until} onChange={(at) => onChange({ until: at })} />
        </FormField>
      </div>
    </section>
  )
}

function TimeInput({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | undefined
  onChange: (value: string | undefined) => void
}) {
  const ms = value === undefined ? undefined : new Date(value).getTime()
  const [text, setText] = useTyped(ms, localTime, localInput)
  return (
    <input
      className="aw-datetime"
      type="datetime-local"
      aria-label={label}
      value={text}
      onChange={({ target }) => {
        setText(target.value)
        const at = localTime(target.value)
        onChange(at === undefined ? undefined : new Date(at).toISOString())
      }}
    />
  )
}
