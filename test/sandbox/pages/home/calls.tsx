import { useTexts } from '../i18n/texts.tsx'
import type { CallRecord } from './watch.ts'

/**
 * The time without calls, in milliseconds of real time, after which an action ends. An action also
 * ends when the clock is advanced.
 */
const PAUSE_MS = 2_500
/**
 * The operations that only read. They do not start an action, because the widget and the scheduled
 * functions read all the time.
 */
const READS = /^(Get|Query|Describe|List|Search|Head|Receive|Scan|BatchGet)/

const BACKGROUND = ['aws', 'admin', 'sync-templates', 'watch-templates']
const isSweepQuery = ({ caller, operation }: CallRecord) =>
  caller === 'sweep' && operation === 'Query'

/** Shows the AWS calls of the last action, by caller. */
export function Calls({ calls }: { calls: CallRecord[] }) {
  const texts = useTexts().calls
  const groups = lastAction(
    calls.filter((call) => !BACKGROUND.includes(call.caller) && !isSweepQuery(call)),
  )
  return (
    <section className="calls" aria-label={texts.title}>
      <h2>{texts.title}</h2>
      {groups.length === 0 ? (
        <p>{texts.none}</p>
      ) : (
        <dl>
          {groups.map(({ caller, operations }) => (
            <div key={caller}>
              <dt>{caller}</dt>
              {operations.map(({ name, count, error, service }) => (
                <dd
                  key={`${name} ${error}`}
                  className={error ? 'refused' : service}
                  title={error ? `${service}: ${error}` : service}
                >
                  <i>{shortly[service] ?? service} </i>
                  {name}
                  {count > 1 && <small> ×{count}</small>}
                </dd>
              ))}
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

const shortly: Readonly<Record<string, string>> = { 'social-messaging': 'whatsapp' }

interface Group {
  caller: string
  operations: { name: string; service: string; count: number; error: string | undefined }[]
}

function lastAction(calls: CallRecord[]): Group[] {
  const runs: CallRecord[][] = []
  let before = Number.NEGATIVE_INFINITY
  for (const call of calls) {
    if (call.at - before > PAUSE_MS) runs.push([])
    runs.at(-1)!.push(call)
    before = call.at
  }
  return grouped(runs.findLast((run) => run.some(({ operation }) => !READS.test(operation))) ?? [])
}

function grouped(run: CallRecord[]): Group[] {
  const groups: Group[] = []
  for (const { caller, operation, service, error } of run) {
    let group = groups.find((one) => one.caller === caller)
    if (!group) {
      group = { caller, operations: [] }
      groups.push(group)
    }
    // ConditionalCheckFailedException is an expected result of a conditional write, so it is not
    // shown as an error.
    const failure = error === 'ConditionalCheckFailedException' ? undefined : error
    const same = group.operations.find((one) => one.name === operation && one.error === failure)
    if (same) same.count++
    else group.operations.push({ name: operation, service, count: 1, error: failure })
  }
  return groups
}
