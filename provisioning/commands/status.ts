import type { Status, WabaStatus } from '../account/status.ts'
import { statusOf } from '../account/status.ts'
import { accountCommand, COMMON_OPTIONS, workOf } from '../cli/account-command.ts'

export const status = accountCommand({
  usage: '[options]',
  summary: 'how the WABAs, numbers, flows, templates and the stack are; only reads',
  help: `Every WABA linked in the Region, in the configuration or not: registration, event destination, tags, templates by status, and each number
with its quality rating and Connect's side of it.

${COMMON_OPTIONS}

Exit code: 0, or 1 when something could not be read. "connect-whatsapp doctor" judges; this only tells.`,
  options: { config: { type: 'string' }, only: { type: 'string' }, json: { type: 'boolean' } },
  async run(given, host) {
    const work = await workOf(given, host)
    const found = await statusOf(work, host)
    if (work.json) host.print(JSON.stringify(found, undefined, 2))
    else for (const line of lines(found, work.withStack)) host.print(line)
    return 0
  },
})

function lines({ account, region, stack, wabas }: Status, withStack: boolean): string[] {
  const deployed = stack
    ? `deployed, ${stack.digest.slice(0, 12)}; the widget is at ${stack.widgetUrl}`
    : 'not deployed'
  return [
    `Account ${account}, ${region}`,
    ...(withStack ? [`Stack: ${deployed}`] : []),
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
  const role = destination?.roleArn ? ` with role ${destination.roleArn.split('/').pop()}` : ''
  const counts = Object.entries(templates).map(([status, count]) => `${count} ${status}`)
  const tagged = Object.entries(tags).map(([key, value]) => `${key}=${value}`)
  return [
    '',
    `${id} "${name}", ${mode ?? 'not in the configuration'}`,
    `  registration  ${registration}${linkedAt ? `, linked ${linkedAt.slice(0, 10)}` : ''}`,
    `  events        ${destination ? `${destination.arn}${role}` : 'go nowhere'}`,
    `  templates     ${counts.join(', ') || 'none'}`,
    `  tags          ${tagged.join(', ') || 'none'}`,
    ...numbers.flatMap((number) => [
      `  ${number.id} ${number.number} "${number.displayName}"`,
      `    quality ${number.quality}, data kept in ${number.dataLocalizationRegion ?? "WhatsApp's default region"}`,
      `    ${connectLine(number.connect)}`,
    ]),
  ]
}

function connectLine(side: WabaStatus['numbers'][number]['connect']): string {
  if (!side) return 'not in Connect'
  const message = side.message ? ` (${side.message})` : ''
  return `in Connect instance ${side.instance}: ${side.status}${message}, ${side.flow ? `chats start in flow "${side.flow}"` : 'no flow'}`
}
