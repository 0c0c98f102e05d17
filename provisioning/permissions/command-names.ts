/** The commands and groups of commands that have their own IAM policy. */
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
