import { control } from '../control.ts'
import { type Texts, useTexts } from '../i18n/texts.tsx'
import type { ActiveFault } from './watch.ts'

interface Choice {
  label: Exclude<keyof Texts['faults'], 'active'>
  fault: { kind: string; service?: string; operation?: string; times?: number }
}

const CHOICES: Choice[] = [
  { label: 'duplicate', fault: { kind: 'duplicate', service: 'sns' } },
  { label: 'swap', fault: { kind: 'swap', service: 'sns' } },
  { label: 'lose', fault: { kind: 'lose', service: 'events' } },
  {
    label: 'throttle',
    fault: { kind: 'throttle', operation: 'SendWhatsAppMessage' },
  },
  {
    label: 'lostAnswer',
    fault: { kind: 'drop_after', operation: 'SendWhatsAppMessage', times: 1 },
  },
]

/** Switches faults on and off. */
export function Faults({ active }: { active: ActiveFault[] }) {
  const texts = useTexts().faults
  const activeFault = ({ fault }: Choice) =>
    active.find(
      ({ kind, service, operation }) =>
        kind === fault.kind && service === fault.service && operation === fault.operation,
    )

  return (
    <details className="faults">
      <summary>{active.length === 0 ? texts.none : texts.active({ count: active.length })}</summary>
      <ul>
        {CHOICES.map((choice) => {
          const on = activeFault(choice)
          return (
            <li key={choice.label}>
              <label>
                <input
                  type="checkbox"
                  checked={on !== undefined}
                  onChange={() =>
                    void (on
                      ? control('DELETE', `/faults/${on.id}`)
                      : control('POST', '/faults', choice.fault))
                  }
                />
                {texts[choice.label]}
                {on && on.struck > 0 && <small> ×{on.struck}</small>}
              </label>
            </li>
          )
        })}
      </ul>
    </details>
  )
}
