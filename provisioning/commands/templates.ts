import { accountCommand } from '../cli/account-command.ts'
import { type AccountFlags, config, json, optionalArgument, text } from '../cli/options.ts'
import { waba } from './curation.ts'

export interface TemplatesFlags extends Omit<AccountFlags, 'only' | 'waba'> {
  readonly waba?: string
  readonly queue?: string
  readonly 'routing-profile'?: string
}

export const templatesList = accountCommand<TemplatesFlags, [string?]>({
  brief: 'List the templates of a WABA, and what a team sees of each',
  description: `Lists the templates at Meta in the order in which agents of the team see them. Changes nothing.

Exit code: 0 done, 1 the command failed.`,
  parameters: {
    flags: {
      config,
      waba,
      queue: text('NAME', 'Show what agents see in chats of this queue'),
      'routing-profile': text('NAME', 'Show what agents with this routing profile see'),
      json,
    },
    positional: {
      kind: 'tuple',
      parameters: [
        optionalArgument(
          'NAME',
          'Also list the fields of this template, whose keys a curation uses',
        ),
      ],
    },
  },
  load: async () => (await import('./run/templates.ts')).runTemplatesList,
})
