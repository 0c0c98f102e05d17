import { accountCommand } from '../cli/account-command.ts'
import { type AccountFlags, config, json, only, wabas } from '../cli/options.ts'

export const status = accountCommand<AccountFlags>({
  brief: 'Show the state of the stack, the WABAs and their numbers',
  description: `Lists every WABA that is linked in the Region, whether the configuration names it or not, with its
registration, event destination, tags, templates by status, and its numbers with their quality
rating and their state in Connect. Changes nothing; "connect-whatsapp doctor" looks for problems.

Exit code: 0 done, 1 the command failed.`,
  parameters: { flags: { config, only, waba: wabas, json } },
  load: async () => (await import('./run/status.ts')).runStatus,
})
