// For each alarm in the runbook, there must be a test that causes the alarm in the sandbox and
// follows the runbook. `template.test.ts` compares the alarms of the runbook with those of the
// stack.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const STORIES = 'test/scenarios'
const SENDING = 'test/provisioning/commands/sending.test.ts'
const LINKS = 'test/provisioning/links/links.test.ts'

/**
 * The tests that cause the alarms: a pattern for the names of alarms, and the file and the title of
 * the test.
 */
const PLAYED: readonly (readonly [RegExp, string, string])[] = [
  [
    /^reply-items-dead$/,
    `${STORIES}/replies.test.ts`,
    'reports a text once, instead of sending it, if it is redriven long after it was written',
  ],
  [
    /^replies-dead-fifo$/,
    `${STORIES}/replies.test.ts`,
    'continues retries through the sweep after the queue has given up a reply’s signal',
  ],
  [
    /^whatsapp-events-dead$/,
    `${STORIES}/replies.test.ts`,
    'puts a redriven message of a customer into the chat once',
  ],
  [
    /^whatsapp-events-dead$/,
    `${STORIES}/what-customers-send.test.ts`,
    'keeps an event that %s in the dead-letter queue, and counts it once',
  ],
  [
    /^inbound-dead-fifo$/,
    `${STORIES}/inbound.test.ts`,
    'puts a customer’s message into the chat even if its dead letters are purged as the runbook describes',
  ],
  [
    /^receipts-dead$/,
    SENDING,
    'leads from the alarm receipts-dead to its cause, and to the end of the alarm',
  ],
  [
    /^delivery-events-dead$/,
    `${STORIES}/replies.test.ts`,
    'records a redriven status, even if it is redriven twice',
  ],
  [/-age$/, LINKS, 'the trigger of whatsapp-event'],
  [
    /-age$/,
    LINKS,
    'is reported as a pause by doctor, and not reported by plan, while sending is paused',
  ],
  [/-errors$/, SENDING, 'leads from the alarm %s to the refused call and its remedy'],
  [
    /-errors$/,
    'test/provisioning/stack/drift.test.ts',
    'names each property that differs from the template, and each resource that was deleted',
  ],
  [
    /^throttles$/,
    'test/provisioning/stack/preflight.test.ts',
    'cause an error that names the setting if they do not suffice for the reserved concurrency',
  ],
  [/^throttles$/, LINKS, 'an alarm in the state ALARM'],
  [/^rules-undelivered$/, LINKS, 'the policy of the queue for statuses'],
  [
    /^(rules|topics)-undelivered$/,
    LINKS,
    'reports, as plan does, a key whose policy lacks a statement',
  ],
  [/^topics-undelivered$/, LINKS, 'the subscription of the evidence topic'],
  [/-stopped$/, LINKS, 'the schedule of the sweep, which was deleted'],
  [/-stopped$/, LINKS, 'the target of the template sync'],
  [
    /^unconfirmed$/,
    SENDING,
    'resends an unconfirmed reply only if the admin accepts that it may arrive twice',
  ],
  [/^unrecorded-answers$/, SENDING, 'settles an unconfirmed reply by its message id from the log'],
  [
    /^delayed-messages$/,
    `${STORIES}/inbound.test.ts`,
    'stores a message first, so that it reaches the chat even if the functions fail for minutes',
  ],
  [
    /^failed-replies$/,
    SENDING,
    'leads from the alarm failed-replies to the codes of WhatsApp and to the calls that AWS refused',
  ],
]

function alarmsOfRunbook(): string[] {
  const runbook = readFileSync('provisioning/RUNBOOK.md', 'utf8')
  const table = runbook.split('## Alarms')[1]!.split('\n### ')[0]!
  return table
    .split('\n')
    .flatMap((line) => (line.startsWith('| `') ? line.split('|')[1]!.match(/[\w-]+/g)! : []))
}

it('the runbook names, for each alarm, a test that follows its step', () => {
  const alarms = alarmsOfRunbook()
  expect(alarms.length).toBeGreaterThan(20)

  expect(alarms.filter((alarm) => !PLAYED.some(([pattern]) => pattern.test(alarm)))).toEqual([])
  expect(PLAYED.filter(([pattern]) => !alarms.some((alarm) => pattern.test(alarm)))).toEqual([])
})

it.each(PLAYED.map(([, file, title]) => [title, file] as const))(
  'a test with the title “%s”, which the runbook names, exists in %s',
  (title, file) => {
    expect(readFileSync(file, 'utf8')).toContain(title)
  },
)
