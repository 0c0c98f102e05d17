import { accountCommand } from '../cli/account-command.ts'
import { type AccountFlags, config, json, yes } from '../cli/options.ts'

export interface AfterRestoreFlags extends Omit<AccountFlags, 'only' | 'waba'> {
  readonly table: string
  readonly yes?: boolean
}

export const afterRestore = accountCommand<AfterRestoreFlags>({
  changes: true,
  brief: 'Use a table that was restored to an earlier time',
  description: `Makes the stack use a table that DynamoDB has restored to a point in time. The configuration must
name it ("stack": {"table": NAME}). It is not known what was sent after that time, so nothing in
the table is sent: each queued or held reply becomes unconfirmed, and its agent decides whether to
send it again.

The command checks the table, stops all triggers, switches on what a restore leaves out (expiry,
point-in-time recovery, deletion protection), finds the open chats that are missing in the table, and
deploys the stack with this table. When the command has ended, messages are received again, and
sending stays paused until "connect-whatsapp resume". You can interrupt the command and run it
again. provisioning/RESTORE.md describes the whole procedure.

Exit code: 0 done, 1 the command failed.`,
  parameters: {
    flags: {
      config,
      table: {
        kind: 'parsed',
        parse: String,
        placeholder: 'NAME',
        brief: 'Name of the restored table',
      },
      yes,
      json,
    },
  },
  load: async () => (await import('./run/after-restore.ts')).runAfterRestore,
})
