import { accountCommand } from '../cli/account-command.ts'
import { type AccountFlags, config, json } from '../cli/options.ts'

export const pause = accountCommand<Omit<AccountFlags, 'only' | 'waba'>>({
  changes: true,
  brief: 'Stop sending for a while; replies are stored, not lost',
  description: `Stops what the functions send: everything from the widget, and all that agents write in bridged
chats. Texts that agents type are stopped within 5 seconds; a message that is already being sent is
still delivered. Replies that agents write meanwhile are stored in order. Receiving continues, and
so does what Connect itself sends in native chats.

A reply must be sent within ten minutes. A reply that has waited longer fails after "resume" ("not
sent in time") and its agent is informed, unless "resume --extend" gives it more time.

Exit code: 0 paused (also if it was paused before), 1 the command failed.`,
  parameters: { flags: { config, json } },
  load: async () => (await import('./run/pause.ts')).runPause,
})
