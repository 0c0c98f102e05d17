import { accountCommand } from '../cli/account-command.ts'
import {
  type AccountFlags,
  config,
  json,
  only,
  remove,
  text,
  toggle,
  wabas,
} from '../cli/options.ts'

export interface DestroyFlags extends AccountFlags {
  readonly yes?: boolean
  readonly confirm?: string
  readonly 'confirm-data'?: string
  readonly 'discard-messages'?: boolean
  readonly remove?: readonly string[]
  readonly 'delete-data'?: boolean
  readonly 'release-numbers'?: boolean
}

export const destroy = accountCommand<DestroyFlags>({
  changes: true,
  brief: 'Remove what apply created and restore what it replaced',
  description: `Restores the previous event destinations (or removes them), detaches the flows from the numbers, and
deletes the channel role and the application stack. Asks for the name of the Connect instance first;
scripts use --yes --confirm NAME. You can interrupt the command and run it again.

Before anything is removed, the command waits for the replies and messages that are being processed.
The command refuses to continue while replies are held, while messages are in dead-letter queues,
and while a WABA outside the configuration sends its events to the stack: --remove removes the
channel of such a WABA too.

Without further options, the numbers stay in Connect and the data stack (table with conversations
and consent, media) stays in the account. In every case the WABAs stay linked, the flows stay in the
instance, and roles and topics that the configuration names by ARN stay.

Connect limits how often numbers can be released and claimed: after twice the instance's quota of
numbers within 180 days, it refuses further numbers until that time is over.

Exit code: 0 done or nothing to remove, 1 the command failed or the name did not match.`,
  parameters: {
    flags: {
      config,
      only,
      waba: wabas,
      remove,
      yes: toggle('Remove without asking, for use in scripts; needs --confirm'),
      confirm: text('NAME', 'Name of the Connect instance; answers the question of the command'),
      'confirm-data': text(
        'TABLE',
        'Name of the table, for use with --delete-data; answers its question',
      ),
      'discard-messages': toggle(
        'Do not wait for replies and messages, and lose those that are left',
      ),
      'delete-data': toggle('Also delete the data stack with all its data; this cannot be undone'),
      'release-numbers': toggle('Also release the numbers from Connect'),
      json,
    },
  },
  load: async () => (await import('./run/destroy.ts')).runDestroy,
})
