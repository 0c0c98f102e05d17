import { control } from '../control.ts'
import type { ActiveFault } from './watch.ts'

interface Choice {
  label: string
  fault: { kind: string; service?: string; operation?: string; times?: number }
}

const CHOICES: Choice[] = [
  { label: 'SNS delivers everything twice', fault: { kind: 'duplicate', service: 'sns' } },
  { label: 'SNS delivers out of order', fault: { kind: 'swap', service: 'sns' } },
  { label: 'EventBridge loses events', fault: { kind: 'lose', service: 'events' } },
  {
    label: 'SendWhatsAppMessage is throttled',
    fault: { kind: 'throttle', operation: 'SendWhatsAppMessage' },
  },
  {
    label: 'SendWhatsAppMessage: the answer is lost, once',
    fault: { kind: 'drop_after', operation: 'SendWhatsAppMessage', times: 1 },
  },
]

/** What can be made to go wrong. */
export function Faults({ active }: { active: ActiveFault[] }) {
  const is = ({ fault }: Choice) =>
    active.find(
      ({ kind, service, operation }) =>
        kind === fault.kind && service === fault.service && operation === fault.operation,
    )

  return (
    <details className="faults">
      <summary>
        {active.length === 0 ? 'Make something go wrong' : `Going wrong: ${active.length}`}
      </summary>
      <ul>
        {CHOICES.map((choice) => {
          const on = is(choice)
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
                {choice.label}
                {on && on.struck > 0 && <small> ×{on.struck}</small>}
              </label>
            </li>
          )
        })}
      </ul>
    </details>
  )
}
