import { accountCommand } from '../cli/account-command.ts'
import { type AccountFlags, config, json, only, text, toggle, wabas } from '../cli/options.ts'
import { DEFAULT_SIGN_IN_PORT } from '../identity/redirect-uri.ts'

export interface DoctorFlags extends AccountFlags {
  readonly 'send-to'?: string
  readonly from?: string
  readonly template?: string
  readonly region?: string
  readonly 'sign-in'?: boolean
  readonly 'sign-in-port'?: number
}

function portNumber(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port
  throw new RangeError('Use a number from 1 to 65535.')
}

export const doctor = accountCommand<DoctorFlags>({
  brief: 'Check the installation and print a remedy for each problem',
  description: `Checks credentials and Region; each WABA (registration, event destination, templates, quality); the
channel role, also with IAM's policy simulator; each number (imported, claimed, flow published); the
queues and routing profiles behind the flows; attachments and CORS; topics and keys; the identity
provider; and the deployed stack (triggers, rules, policies, alarms, dead letters, notices, who sees
the widget, the addresses of the widget and of its API). Names what it does not examine to keep the
number of calls small. Changes nothing. Without a configuration it checks the account only.

With --sign-in, a person signs in with a browser as an agent does. The command then checks the token
and whether it identifies a Connect user. The redirect URI http://localhost:PORT/sign-in has to be
registered with the identity provider.

Exit code: 0 no problem (there may be warnings), 1 there are problems or the command failed.`,
  parameters: {
    flags: {
      config,
      only,
      waba: wabas,
      region: text('REGION', 'Region to check when there is no configuration'),
      'send-to': text(
        'NUMBER',
        'Also send a template to this phone number (+…) and follow its delivery; WhatsApp may charge for it',
      ),
      from: text(
        'ID',
        'Number that sends the template (phone-number-id-…); default: first of the configuration',
      ),
      template: text('NAME', 'Template that is sent; it must have no fields to fill in'),
      'sign-in': toggle('Also sign in with a browser, and check the token and its user'),
      'sign-in-port': {
        kind: 'parsed',
        optional: true,
        parse: portNumber,
        placeholder: 'PORT',
        brief: `Port of this machine for --sign-in; default: ${DEFAULT_SIGN_IN_PORT}`,
      },
      json,
    },
  },
  load: async () => (await import('./run/doctor.ts')).runDoctor,
})
