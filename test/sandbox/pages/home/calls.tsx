import type { CallRecord } from './watch.ts'

/** Real milliseconds without a call that end what belongs together; a leap of the clock ends it too. */
const PAUSE_MS = 2_500
/** The widget asking how things are, and the sweep's look round, are nobody's action. */
const READS = /^(Get|Query|Describe|List|Search|Head|Receive|Scan|BatchGet)/

const BACKGROUND = ['aws', 'admin', 'sync-templates']
const isLookRound = ({ caller, operation }: CallRecord) =>
  caller === 'sweep' && operation === 'Query'

/** The AWS calls that the last thing somebody did has set off, by who made them. */
export function Calls({ calls }: { calls: CallRecord[] }) {
  const groups = lastAction(
    calls.filter((call) => !BACKGROUND.includes(call.caller) && !isLookRound(call)),
  )
  return (
    <section className="calls" aria-label="AWS calls of the last action">
      <h2>AWS calls of the last action</h2>
      {groups.length === 0 ? (
        <p>None: our functions had nothing to do. Every call they make is listed here.</p>
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
    // A condition that does not hold is an answer, not a failure.
    const failure = error === 'ConditionalCheckFailedException' ? undefined : error
    const same = group.operations.find((one) => one.name === operation && one.error === failure)
    if (same) same.count++
    else group.operations.push({ name: operation, service, count: 1, error: failure })
  }
  return groups
}
