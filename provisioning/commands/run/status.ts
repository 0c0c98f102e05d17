import type { Status, WabaStatus } from '../../account/status.ts'
import { installationStatus } from '../../account/status.ts'
import type { Run } from '../../cli/account-command.ts'
import type { AccountFlags } from '../../cli/options.ts'
import { openSession } from '../../cli/session.ts'

export const runStatus: Run<AccountFlags> = async (host, flags) => {
  const session = await openSession(flags, host)
  const status = await installationStatus(session, host)
  if (session.json) host.print(JSON.stringify(status, undefined, 2))
  else for (const line of lines(status, session.withStack)) host.print(line)
  return 0
}

function lines({ account, region, stack, wabas }: Status, withStack: boolean): string[] {
  const deployed = stack
    ? `deployed by version ${stack.version} (digest ${stack.digest.slice(0, 12)}), widget at ${stack.widgetUrl}`
    : 'not deployed'
  return [
    `Account: ${account}, Region ${region}`,
    ...(withStack ? [`Stack: ${deployed}`] : []),
    ...(stack ? [`Redirect URI at the identity provider: ${stack.redirectUri}`] : []),
    ...wabas.flatMap(wabaLines),
    ...(wabas.length === 0 ? ['', `No WhatsApp Business Account is linked in ${region}.`] : []),
  ]
}

function wabaLines({
  id,
  name,
  mode,
  registration,
  linkedAt,
  destination,
  tags,
  templates,
  numbers,
}: WabaStatus): string[] {
  const role = destination?.roleArn ? `, role ${destination.roleArn.split('/').pop()}` : ''
  const counts = Object.entries(templates).map(([status, count]) => `${count} ${status}`)
  const tagged = Object.entries(tags).map(([key, value]) => `${key}=${value}`)
  return [
    '',
    `WABA ${id} "${name}", ${mode ?? 'not in the configuration'}`,
    `  Registration:      ${registration}${linkedAt ? `, linked on ${linkedAt.slice(0, 10)}` : ''}`,
    `  Event destination: ${destination ? `${destination.arn}${role}` : 'none'}`,
    `  Templates:         ${counts.join(', ') || 'none'}`,
    `  Tags:              ${tagged.join(', ') || 'none'}`,
    ...numbers.flatMap((number) => [
      `  Number ${number.id} ${number.number} "${number.displayName}"`,
      `    Quality rating:  ${number.quality}`,
      `    Data storage:    ${number.dataLocalizationRegion ?? "WhatsApp's default region"}`,
      `    Connect:         ${connectLine(number.connect)}`,
    ]),
  ]
}

function connectLine(side: WabaStatus['numbers'][number]['connect']): string {
  if (!side) return 'not imported'
  const message = side.message ? ` (${side.message})` : ''
  return `${side.status}${message} in instance ${side.instance}, ${side.flow ? `chats start in flow "${side.flow}"` : 'no flow'}`
}
