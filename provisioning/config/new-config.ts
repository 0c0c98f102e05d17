// The decisions of `init`, one after the other: by option where one was given, by question where somebody is there, by the only
// possibility where there is one.
import type { FoundInstance } from '../account/inventory.ts'
import type { LinkedAccount } from '../channel/linked-account.ts'
import type { Host } from '../cli/host.ts'
import type { Choice } from '../cli/questions.ts'
import { NATIVE_REGIONS } from '../engine/installation.ts'
import { counted } from '../engine/plan.ts'
import type { Config } from './config.ts'
import { ConfigError } from './error.ts'

export interface Wishes {
  instance: string | undefined
  /** `waba-…` or `waba-…=bridged`. */
  wabas: readonly string[]
  /** A flow's name for every number, or `phone-number-id-…=name`. */
  flows: readonly string[]
  queue: string | undefined
  issuer: string | undefined
  audience: string | undefined
}

type Channel = Config['channels'][number]

const NEW_FLOW = 'WhatsApp inbound (connect-whatsapp)'

export async function chosenInstance(
  found: readonly FoundInstance[],
  { instance }: Wishes,
  region: string,
  host: Host,
): Promise<FoundInstance> {
  const named = instance && found.find(({ arn, id, alias }) => [arn, id, alias].includes(instance))
  if (named) return named
  const known = found.map(({ alias }) => alias).join(', ')
  if (instance)
    throw new ConfigError(
      `--instance ${instance}: ${region} has no such Connect instance. It has ${known || 'none'}.`,
    )
  if (found.length === 0)
    throw new ConfigError(
      `There is no Connect instance in ${region}. Make one in the Connect console, or choose another Region with --region.`,
    )
  if (found.length === 1) return found[0]!
  if (!host.interactive)
    throw new ConfigError(
      `There are several Connect instances: ${known}. Choose one with --instance.`,
    )
  const arn = await host.ask.one(
    'Which Connect instance?',
    found.map((one) => ({ value: one.arn, label: one.alias, hint: one.id })),
  )
  return found.find((one) => one.arn === arn)!
}

export async function chosenChannels(
  found: readonly LinkedAccount[],
  routes: { flows: string[]; queues: string[] },
  wishes: Wishes,
  region: string,
  host: Host,
): Promise<Channel[]> {
  const channels: Channel[] = []
  for (const { waba, mode } of await chosenWabas(found, wishes, region, host)) {
    if (mode === 'bridged') channels.push({ waba: waba.id, mode, topic: 'stack' })
    else {
      const numbers: Record<string, { flow: string; queue?: string }> = {}
      for (const { id, displayName, number } of waba.numbers)
        numbers[id] = await chosenFlow(
          { id, label: `${displayName}, ${number}` },
          routes,
          wishes,
          host,
        )
      channels.push({ waba: waba.id, mode, role: 'ConnectWhatsAppChannel', numbers })
    }
  }
  return channels
}

type Mode = 'native' | 'bridged'

async function chosenWabas(
  found: readonly LinkedAccount[],
  { wabas }: Wishes,
  region: string,
  host: Host,
): Promise<{ waba: LinkedAccount; mode: Mode }[]> {
  const usual: Mode = NATIVE_REGIONS.includes(region) ? 'native' : 'bridged'
  if (wabas.length > 0) {
    return wabas.map((wish) => {
      const [id, mode = usual] = wish.split('=')
      const waba = found.find((one) => one.id === id)
      if (!waba)
        throw new ConfigError(
          `--waba ${wish}: no such WABA is linked in ${region}. Linked are ${found.map((one) => one.id).join(', ') || 'none'}.`,
        )
      if (mode !== 'native' && mode !== 'bridged')
        throw new ConfigError(`--waba ${wish}: a mode is native or bridged.`)
      return { waba, mode }
    })
  }
  if (!host.interactive) return found.map((waba) => ({ waba, mode: usual }))
  const ids = await host.ask.several(
    'Which WhatsApp Business Accounts?',
    found.map((waba) => ({
      value: waba.id,
      label: waba.name,
      hint: `${counted(waba.numbers.length, 'number')}, ${waba.id}`,
    })),
  )
  const chosen: { waba: LinkedAccount; mode: Mode }[] = []
  for (const id of ids) {
    const waba = found.find((one) => one.id === id)!
    const order: Mode[] = usual === 'native' ? ['native', 'bridged'] : ['bridged', 'native']
    const mode = (await host.ask.one(
      `${waba.name}: who receives and sends its messages?`,
      order.map((value) => MODES[value]),
    )) as Mode
    chosen.push({ waba, mode })
  }
  return chosen
}

const MODES: Record<Mode, Choice> = {
  native: { value: 'native', label: 'Connect itself (native)', hint: 'almost always' },
  bridged: {
    value: 'bridged',
    label: 'Our functions (bridged)',
    hint: 'quoted replies, reactions, or no WhatsApp of its own in the Region',
  },
}

async function chosenFlow(
  number: { id: string; label: string },
  { flows, queues }: { flows: string[]; queues: string[] },
  wishes: Wishes,
  host: Host,
): Promise<{ flow: string; queue?: string }> {
  const own = wishes.flows
    .find((wish) => wish.startsWith(`${number.id}=`))
    ?.slice(number.id.length + 1)
  const wish = own ?? wishes.flows.find((flow) => !flow.startsWith('phone-number-id-'))
  if (wish) {
    if (wishes.queue) return { flow: wish, queue: existing(wishes.queue, queues) }
    if (flows.includes(wish) || wish.startsWith('arn:')) return { flow: wish }
    throw new ConfigError(
      `--flow ${wish}: the instance has no published inbound flow of that name (${flows.join(', ') || 'it has none'}). Give --queue too to have it made.`,
    )
  }
  if (wishes.queue) return { flow: NEW_FLOW, queue: existing(wishes.queue, queues) }
  if (!host.interactive)
    throw new ConfigError(
      `${number.id} needs a flow: give --flow NAME, or --queue NAME to have one made.`,
    )
  const chosen = await host.ask.one(`${number.label}: in which flow do its chats start?`, [
    ...flows.map((name) => ({ value: name, label: name })),
    {
      value: NEW_FLOW,
      label: 'Make one',
      hint: 'notes the customer, tells our functions, puts the chat into a queue',
    },
  ])
  if (chosen !== NEW_FLOW) return { flow: chosen }
  const queue = await host.ask.one(
    'Which queue should it lead to?',
    queues.map((name) => ({ value: name, label: name })),
  )
  return { flow: NEW_FLOW, queue }
}

function existing(queue: string, queues: readonly string[]): string {
  if (queues.includes(queue)) return queue
  throw new ConfigError(
    `--queue ${queue}: the instance has no such queue. It has ${queues.join(', ') || 'none'}.`,
  )
}

/** Undefined when it is left for later. */
export async function chosenIdentityProvider(
  { issuer, audience }: Wishes,
  host: Host,
): Promise<Config['identityProvider']> {
  if (issuer && audience) return { issuer, audience }
  if (issuer || audience) throw new ConfigError('--issuer and --audience go together.')
  if (!host.interactive) return undefined
  const given = await host.ask.text(
    'OpenID Connect issuer your agents sign in with (https://…; empty: later)',
  )
  if (!given) return undefined
  return {
    issuer: given,
    audience: await host.ask.text("The widget's client id there (the tokens' audience)"),
  }
}
