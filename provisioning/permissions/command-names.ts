/** The commands, or groups of commands, that have an IAM policy of their own. */
export const COMMANDS = [
  'init',
  'plan',
  'apply',
  'status',
  'doctor',
  'destroy',
  'pause',
  'resume',
  'after-restore',
  'verify',
  'replies',
  'templates',
  'curation',
  'users',
] as const
export type CommandName = (typeof COMMANDS)[number]
