// The input for the end of a limited-time offer. The agent enters the end in their own time zone,
// and sees how much time remains until then.
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import { timeLeft, zonedMoment } from '../../i18n/format.ts'
import { useLanguage, useMessages } from '../../i18n/messages.tsx'
import { useServices } from '../../services.tsx'
import type { FormProps } from '../field-input.tsx'
import { problemText } from '../field-problem.ts'
import { useTyped } from '../use-typed.ts'
import { endOfDay, hoursFrom, localInput, localTime } from './local-time.ts'

export function ExpirationForm({ field, filling, label }: FormProps) {
  const messages = useMessages()
  const language = useLanguage()
  const now = useServices().clock.now()
  const words = messages.offer
  const value = filling.values[field.key]
  const ends = typeof value === 'number' ? value : undefined
  const [text, setText] = useTyped(ends, localTime, localInput)
  const [problem] = filling.problemsAt(field)
  const error = problem && problemText(problem, field, value, messages)
  const choose = (ms: number | undefined) => filling.set(field, ms)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const hint =
    ends !== undefined && ends > now.getTime()
      ? words.endsAt({
          when: zonedMoment(new Date(ends), language),
          left: timeLeft(ends - now.getTime(), language),
        })
      : words.zone({ zone })

  return (
    <FormField label={label} constraintText={hint} errorText={error} stretch>
      <input
        className="aw-datetime"
        type="datetime-local"
        data-field={field.key}
        aria-label={label}
        aria-invalid={error !== undefined}
        min={localInput(now.getTime())}
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          choose(localTime(target.value))
        }}
        onBlur={() => filling.visited(field)}
      />
      <p className="aw-picks">
        {(
          [
            [words.today, endOfDay(now)],
            [words.inADay, hoursFrom(now, 24)],
            [words.inThreeDays, hoursFrom(now, 72)],
          ] as const
        ).map(([name, ms]) => (
          <Button key={name} formAction="none" variant="inline-link" onClick={() => choose(ms)}>
            {name}
          </Button>
        ))}
      </p>
    </FormField>
  )
}
