import { access } from 'node:fs/promises'
import {
  accountCommand,
  COMMON_OPTIONS,
  CONFIG_FILE,
  type Given,
  workOf,
} from '../cli/account-command.ts'
import type { Host } from '../cli/host.ts'
import { ConfigError } from '../config/error.ts'
import { credentials, regionOf, whatThereIs } from '../doctor/account.ts'
import { examined } from '../doctor/doctor.ts'
import { type Finding, look } from '../doctor/finding.ts'
import { sendTest } from '../doctor/send-test.ts'
import { counted } from '../engine/plan.ts'

export const doctor = accountCommand({
  usage: '[options]',
  summary: 'every reason a channel can be silent, checked, with its remedy',
  help: `Looks at credentials and Region, each WABA (registration, event destination, templates, quality), the channel role (also simulated by IAM),
each number (imported, claimed, flow published), the queues and routing profiles behind the flows, attachments and CORS, topics and keys,
and our own functions (events, paused, dead letters). Changes nothing, and works before anything is set up; without a configuration it
looks at the account alone.

  --send-to +NUMBER       also send a template that needs no values to this telephone and follow it (costs one message)
  --from phone-number-id  which number sends it; the first of the configuration when left out
  --template NAME         which template
  --region REGION         without a configuration: where to look
${COMMON_OPTIONS}

Exit code: 0 nothing is wrong (warnings may be), 1 something is.`,
  options: {
    config: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean' },
    'send-to': { type: 'string' },
    from: { type: 'string' },
    template: { type: 'string' },
    region: { type: 'string' },
  },
  async run(given, host) {
    const findings = await findingsOf(given, host)
    const wrong = findings.filter(({ verdict }) => verdict === 'bad').length
    const warnings = findings.filter(({ verdict }) => verdict === 'warning').length
    if (given.values.json) host.print(JSON.stringify({ findings, wrong, warnings }, undefined, 2))
    else {
      for (const finding of findings) for (const line of lines(finding)) host.print(line)
      host.print('')
      host.print(
        wrong === 0
          ? `Nothing is wrong${warnings > 0 ? `; ${counted(warnings, 'warning')}` : ''}.`
          : `${counted(wrong, 'thing is', 'things are')} wrong.`,
      )
    }
    return wrong === 0 ? 0 : 1
  },
})

const MARKS = { ok: '✓', warning: '!', bad: '✗' } as const

const lines = ({ about, verdict, says, remedy }: Finding) => [
  `${MARKS[verdict]} ${about}: ${says}`,
  ...(remedy ? [`    → ${remedy}`] : []),
]

async function findingsOf(given: Given, host: Host): Promise<Finding[]> {
  const { values } = given
  if (values.config === undefined && !(await exists(CONFIG_FILE)))
    return withoutConfig(values.region, host)
  const work = await workOf(given, host)
  const findings = await examined(work, host)
  if (typeof values['send-to'] !== 'string') return findings
  const { from, template } = values as Record<string, string | undefined>
  const to = values['send-to']
  return [
    ...findings,
    ...(await look('message', () => sendTest({ to, from, template }, work, host))),
  ]
}

async function withoutConfig(given: Given['values'][string], host: Host): Promise<Finding[]> {
  const region = typeof given === 'string' ? given : await host.region()
  if (!region)
    throw new ConfigError(
      `There is no ${CONFIG_FILE} here and no Region is set. Give --region, or write a configuration: connect-whatsapp init.`,
    )
  const aws = host.clients(region)
  const who = await credentials(undefined, aws)
  if (who.some(({ verdict }) => verdict === 'bad')) return [...who]
  return [...who, ...regionOf(region, []), ...(await whatThereIs(region, aws))]
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  )
