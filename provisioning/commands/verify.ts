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
subscriptions of its own. Afterwards it removes these resources, including those that an interrupted
run has left. If alarms notify anybody, the command raises one alarm for a moment.

The command stores each answer in the table at once. If you run the command again, it continues with
the answers that are still unknown; with --again it looks for all answers. Within five minutes, the
deployed functions use the stored answers, where they can work in two ways. The report contains no
personal data and has two files: REPORT.json and REPORT.html. Outside a terminal, steps that need a person are
left out.

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
