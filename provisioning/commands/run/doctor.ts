import { access } from 'node:fs/promises'
import type { Run } from '../../cli/account-command.ts'
import type { Host } from '../../cli/host.ts'
import { CONFIG_FILE } from '../../cli/options.ts'
import { openSession, type Session } from '../../cli/session.ts'
import { ConfigError } from '../../config/error.ts'
import { credentials, inventoryOf, regionOf } from '../../doctor/account.ts'
import { runChecks } from '../../doctor/doctor.ts'
import { check, type Finding } from '../../doctor/finding.ts'
import { signInFindings } from '../../doctor/identity-provider.ts'
import { checkRecipient, sendTest } from '../../doctor/send-test.ts'
import { counted } from '../../engine/plan.ts'
import { DEFAULT_SIGN_IN_PORT } from '../../identity/redirect-uri.ts'
import type { DoctorFlags } from '../doctor.ts'

export const runDoctor: Run<DoctorFlags> = async (host, flags) => {
  const findings = await findingsOf(flags, host)
  const wrong = findings.filter(({ verdict }) => verdict === 'bad').length
  const warnings = findings.filter(({ verdict }) => verdict === 'warning').length
  if (flags.json) host.print(JSON.stringify({ findings, wrong, warnings }, undefined, 2))
  else {
    for (const finding of findings) for (const line of lines(finding)) host.print(line)
    host.print('')
    host.print(summary(wrong, warnings))
  }
  return wrong === 0 ? 0 : 1
}

function summary(problems: number, warnings: number): string {
  const found = problems === 0 ? 'No problems found' : `${counted(problems, 'problem')} found`
  return warnings === 0 ? `${found}.` : `${found}; ${counted(warnings, 'warning')}.`
}

const MARKS = { ok: '✓', warning: '!', bad: '✗' } as const

const lines = ({ about, verdict, message, remedy }: Finding) => [
  `${MARKS[verdict]} ${about}: ${message}`,
  ...(remedy ? [`    → ${remedy}`] : []),
]

async function findingsOf(flags: DoctorFlags, host: Host): Promise<Finding[]> {
  if (flags.config === undefined && !(await exists(CONFIG_FILE))) return withoutConfig(flags, host)
  const session = await openSession(flags, host)
  if (flags.region !== undefined && flags.region !== session.config.region)
    throw new ConfigError(
      `--region ${flags.region} does not match the configuration, which names ${session.config.region}. Leave --region out, or correct "region" in the configuration.`,
    )
  const { 'send-to': to, from, template, 'sign-in': signIn, 'sign-in-port': port } = flags
  if (to !== undefined) checkRecipient(to)
  const findings = await runChecks(session, host)
  return [
    ...findings,
    ...(signIn ? await check('sign-in', () => signedIn(session, host, port)) : []),
    ...(to === undefined
      ? []
      : await check('message', () => sendTest({ to, from, template }, session, host))),
  ]
}

async function signedIn(session: Session, host: Host, port = DEFAULT_SIGN_IN_PORT) {
  const outputs = session.withStack
    ? await (await host.stacks()).stackOutputs(session.aws)
    : undefined
  return signInFindings(session, host, { port, widgetUrl: outputs?.widgetUrl })
}

async function withoutConfig(
  { region: chosen, 'send-to': to }: DoctorFlags,
  host: Host,
): Promise<Finding[]> {
  if (to !== undefined)
    throw new ConfigError(
      `--send-to needs a configuration, and there is no ${CONFIG_FILE} in this folder. Create the file with "connect-whatsapp init", or name another file with --config.`,
    )
  const region = chosen ?? (await host.region())
  if (!region)
    throw new ConfigError(
      `There is no ${CONFIG_FILE} in this folder and no AWS Region is set. Add --region, or create a configuration with "connect-whatsapp init".`,
    )
  const aws = await host.clients(region)
  const identity = await credentials(undefined, aws)
  if (identity.some(({ verdict }) => verdict === 'bad')) return [...identity]
  return [...identity, ...regionOf(region), ...(await inventoryOf(region, aws))]
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  )
