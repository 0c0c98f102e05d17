import { accountCommand } from '../cli/account-command.ts'
import { CONFIG_FILE, type ConfigFlags, text, texts, toggle } from '../cli/options.ts'

export interface InitFlags extends ConfigFlags {
  readonly region?: string
  readonly instance?: string
  readonly waba?: readonly string[]
  readonly flow?: readonly string[]
  readonly queue?: string
  readonly issuer?: string
  readonly audience?: string
  readonly 'client-id'?: string
  readonly scope?: string
  readonly 'api-scope'?: readonly string[]
  readonly 'user-claim'?: string
  readonly 'user-lookup'?: string
  readonly 'security-profile'?: readonly string[]
  readonly 'alarm-email'?: string
  readonly force?: boolean
}

export const init = accountCommand<InitFlags>({
  brief: `Create ${CONFIG_FILE} from what the AWS account contains`,
  description: `Lists the Connect instances, linked WABAs, flows and queues of a Region, asks which to use, and
writes the configuration file. Checks each answer at once, and remembers the answers of a run that
did not finish. Changes nothing in the AWS account. If options give all answers, the command asks
nothing, so that scripts can use it.

Exit code: 0 the file is written, 1 the command failed.`,
  parameters: {
    flags: {
      config: text('FILE', `File to write; default: ${CONFIG_FILE} in this folder`),
      force: toggle('Overwrite an existing file'),
      region: text('REGION', 'AWS Region; default: the Region of the AWS settings'),
      instance: text(
        'NAME',
        'Connect instance (alias, id or ARN); needed only when there are several',
      ),
      waba: texts('ID[=MODE]', 'A WABA; MODE is native or bridged; default: all that are linked'),
      flow: texts(
        'NAME',
        'Flow in which chats start; phone-number-id-…=NAME sets it for one number',
      ),
      queue: text(
        'NAME',
        'Queue of the flow that apply creates if the instance has no flow with the name in --flow',
      ),
      issuer: text('URL', 'OpenID Connect issuer that agents sign in with'),
      audience: text('NAME', 'Audience of the access tokens for the API of the widget'),
      'client-id': text(
        'ID',
        'Client id of the widget at the identity provider; default: the audience',
      ),
      scope: text(
        'SCOPES',
        'Scopes that the widget requests, separated by spaces; default: those of the provider',
      ),
      'api-scope': texts('SCOPE', 'Scope that access tokens must have, as the token lists it'),
      'user-claim': text('CLAIM', 'Claim that identifies an agent and that users cannot change'),
      'user-lookup': text('WAY', 'username (default), or tag:KEY for a tag of the Connect users'),
      'security-profile': texts('NAME', 'Security profile whose users see the widget'),
      'alarm-email': text('ADDRESS', 'E-mail address that is notified of alarms'),
    },
  },
  load: async () => (await import('./run/init.ts')).runInit,
})
