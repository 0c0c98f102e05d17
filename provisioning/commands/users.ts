// The commands for the tags that link sign-ins with Connect users.
import { accountCommand } from '../cli/account-command.ts'
import { type AccountFlags, config, json, text, yes } from '../cli/options.ts'

export type UsersFlags = Omit<AccountFlags, 'only' | 'waba'>

export interface LinkFlags extends UsersFlags {
  readonly file?: string
  readonly yes?: boolean
}

export const usersList = accountCommand<UsersFlags>({
  brief: 'List the Connect users that are not linked to a sign-in yet',
  description: `Lists the users of the Connect instance that do not have the tag of "userLookup": "tag:KEY", and so
cannot sign in to the widget. With --json, lists every user with the value of the tag. Changes
nothing.

Exit code: 0 every user has the tag, 2 some do not, 1 the command failed.`,
  parameters: { flags: { config, json } },
  load: async () => (await import('./run/users.ts')).runUsersList,
})

export const usersLink = accountCommand<LinkFlags, string[]>({
  changes: true,
  brief: 'Write the identifier of the identity provider into the tag of a Connect user',
  description: `This command is for configurations with "userLookup": "tag:KEY". The command finds each Connect
user by its user name, and writes the identifier that the identity provider never changes (the
value of "userClaim", without "userClaimPrefix") into the tag. Shows the changes and asks for your
consent. Whoever has this identifier signs in as this user.

The links come from the arguments, USERNAME=IDENTIFIER, or from a JSON file:
{"maria": "7f1c0a52-58c1-4d0e-9b7e-2f3a4b5c6d7e", "joao": "…"}

Exit code: 0 done or nothing to change, 1 the command failed or you declined.`,
  parameters: {
    flags: {
      config,
      file: text('FILE', 'JSON file with an identifier for each user name'),
      yes,
      json,
    },
    positional: {
      kind: 'array',
      parameter: { parse: String, placeholder: 'USERNAME=ID', brief: 'A user and its identifier' },
    },
  },
  load: async () => (await import('./run/users.ts')).runUsersLink,
})
