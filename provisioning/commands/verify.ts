import { accountCommand } from '../cli/account-command.ts'
import { type AccountFlags, config, json, text, toggle } from '../cli/options.ts'

export interface VerifyFlags extends Omit<AccountFlags, 'only' | 'waba'> {
  readonly phone: string
  readonly agent: string
  readonly report?: string
  readonly again?: boolean
  readonly yes?: boolean
}

const needed = (placeholder: string, brief: string) =>
  ({ kind: 'parsed', parse: String, placeholder, brief }) as const

export const verify = accountCommand<VerifyFlags>({
  changes: true,
  brief: 'Find out how AWS behaves in details that are not documented',
  description: `Neither AWS nor Meta documents every detail that this product depends on. This command tries these
details on your account, with one test phone and one test agent, and guides you: it says what to do
on the phone and in the CCP. It sends messages to the test phone only, and first prints how many it
sends and what they cost. While the command runs, it uses a queue, an EventBridge rule and
subscriptions of its own. It removes them afterwards, including those that an interrupted run has
left. If alarms notify anybody, it raises one of them for a moment.

The command stores each answer in the table at once. Run it again to continue: it does not look for
known answers a second time, unless you add --again. Where a function can do something in two ways, it
follows these answers within five minutes. It writes a report without personal data: REPORT.json and
REPORT.html. Outside a terminal, steps that need a person are left out.

Exit code: 0 nothing differs from what the product expects, 2 something differs, 1 the command
failed.`,
  parameters: {
    flags: {
      config,
      phone: needed('NUMBER', 'Number of the test phone (+…), which must have WhatsApp'),
      agent: needed('USERNAME', 'User name of the test agent in Connect'),
      report: text('REPORT', 'Where to write the report; default: connect-whatsapp-verify'),
      again: toggle('Also look for answers that an earlier run has found'),
      yes: {
        ...toggle('Send the messages and make the changes without asking, for use in scripts'),
      },
      json,
    },
  },
  load: async () => (await import('./run/verify.ts')).runVerify,
})
