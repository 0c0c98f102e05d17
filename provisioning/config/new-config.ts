// Decides what `init` writes into the configuration. Each decision comes from an option, from the
// only possible answer, or from the person at the terminal.

import type { InstanceSummary } from '../account/inventory.ts'
import type { LinkedAccount } from '../channel/linked-account.ts'
import type { Host } from '../cli/host.ts'
import type { Choice } from '../cli/questions.ts'
import { counted } from '../engine/plan.ts'
import type { Config } from './config.ts'
import { ConfigError } from './error.ts'

export interface InitOptions {
  instance: string | undefined
  /** WABAs, each as `waba-…` or `waba-…=MODE`. */
  wabas: readonly string[]
  /** Names of flows: `NAME` for all numbers, or `phone-number-id-…=NAME` for one number. */
  flows: readonly string[]
  queue: string | undefined
}

type Channel = Config['channels'][number]

const NEW_FLOW = 'WhatsApp inbound (connect-whatsapp)'
const NEW_CHAT_FLOW = 'WhatsApp bridged chats (connect-whatsapp)'

export async function chosenInstance(
  found: readonly InstanceSummary[],
  { instance }: InitOptions,
  region: string,
  host: Host,
): Promise<InstanceSummary> {
  const named = instance && found.find(({ arn, id, alias }) => [arn, id, alias].includes(instance))
  if (named) return named
  const known = found.map(({ alias }) => alias).join(', ')
  if (instance)
    throw new ConfigError(
      `There is no Connect instance "${instance}" in ${region}. ${known ? `Use ${known}.` : 'The Region has no instance; choose another Region with --region.'}`,
    )
  if (found.length === 0)
    throw new ConfigError(
      `There is no Connect instance in ${region}. Create an instance in the Connect console, or choose another Region with --region.`,
    )
  if (found.length === 1) return found[0]!
  if (!host.interactive)
    throw new ConfigError(
      `There are several Connect instances: ${known}. Choose an instance with --instance.`,
    )
  const arn = await host.ask.one(
    'Which Connect instance do you want to use?',
    found.map((one) => ({ value: one.arn, label: one.alias, hint: one.id })),
  )
  return found.find((one) => one.arn === arn)!
}

export async function chosenChannels(
  found: readonly LinkedAccount[],
  routes: { flows: string[]; queues: string[] },
  options: InitOptions,
  region: string,
  host: Host,
): Promise<Channel[]> {
  const channels: Channel[] = []
  for (const { waba, mode } of await chosenWabas(found, options, region, host)) {
    if (mode === 'bridged') channels.push({ waba: waba.id, mode, topic: 'stack' })
    else {
      const numbers: Record<string, { flow: string; queue?: string }> = {}
      for (const { id, displayName, number } of waba.numbers)
        numbers[id] = await chosenFlow(
          { id, label: `${displayName}, ${number}` },
          routes,
          options,
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
  { wabas }: InitOptions,
  region: string,
  host: Host,
): Promise<{ waba: LinkedAccount; mode: Mode }[]> {
  const usual: Mode = 'native'
  if (wabas.length > 0) {
    return wabas.map((option) => {
      const [id, mode = usual] = option.split('=')
      const waba = found.find((one) => one.id === id)
      if (!waba)
        throw new ConfigError(
          `The WABA ${id} is not linked in ${region}. Use ${found.map((one) => one.id).join(', ')}.`,
        )
      if (mode !== 'native' && mode !== 'bridged')
        throw new ConfigError(
          `--waba does not accept "${option}". Use the mode native or bridged, such as ${id}=native.`,
        )
      return { waba, mode }
    })
  }
  if (!host.interactive) return found.map((waba) => ({ waba, mode: usual }))
  const ids = await host.ask.several(
    'Which WhatsApp Business Accounts do you want to use?',
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
      `Who receives and sends the messages of ${waba.name}?`,
      order.map((value) => MODES[value]),
    )) as Mode
    chosen.push({ waba, mode })
  }
  return chosen
}

const MODES: Record<Mode, Choice> = {
  native: { value: 'native', label: 'Connect itself (native)', hint: 'usual' },
  bridged: {
    value: 'bridged',
    label: 'The functions of the stack (bridged)',
    hint: 'for quoted replies and reactions, or where Connect does not support WhatsApp',
  },
}

async function chosenFlow(
  number: { id: string; label: string },
  { flows, queues }: { flows: string[]; queues: string[] },
  options: InitOptions,
  host: Host,
): Promise<{ flow: string; queue?: string }> {
  const own = options.flows
    .find((option) => option.startsWith(`${number.id}=`))
    ?.slice(number.id.length + 1)
  const option = own ?? options.flows.find((flow) => !flow.startsWith('phone-number-id-'))
  if (option) {
    if (options.queue) return { flow: option, queue: existing(options.queue, queues) }
    if (flows.includes(option) || option.startsWith('arn:')) return { flow: option }
    throw new ConfigError(
      `The Connect instance has no published inbound flow "${option}" (it has ${flows.join(', ') || 'none'}). Add --queue to have the flow created.`,
    )
  }
  if (options.queue) return { flow: NEW_FLOW, queue: existing(options.queue, queues) }
  if (!host.interactive)
    throw new ConfigError(
      `${number.id} needs a flow. Add --flow NAME to use an existing flow, or --queue NAME to have apply create a flow.`,
    )
  const chosen = await host.ask.one(`In which flow do chats start for ${number.label}?`, [
    ...flows.map((name) => ({ value: name, label: name })),
    {
      value: NEW_FLOW,
      label: 'Create a flow',
      hint: 'stores the customer, informs the functions and puts the chat into a queue',
    },
  ])
  if (chosen !== NEW_FLOW) return { flow: chosen }
  return { flow: NEW_FLOW, queue: await queueOfNewFlow(queues, host) }
}

const queueOfNewFlow = (queues: readonly string[], host: Host) =>
  host.ask.one(
    'To which queue should the new flow send chats?',
    queues.map((name) => ({ value: name, label: name })),
  )

/**
 * Returns the flow in which bridged chats start. If apply creates the flow, also returns its queue.
 */
export async function chosenChatFlow(
  { flows, queues }: { flows: readonly string[]; queues: readonly string[] },
  options: InitOptions,
  host: Host,
): Promise<{ chatFlow?: string; chatQueue?: string }> {
  const option = options.flows.find((flow) => flows.includes(flow))
  if (option) return { chatFlow: option }
  if (options.queue) return { chatFlow: NEW_CHAT_FLOW, chatQueue: existing(options.queue, queues) }
  if (!host.interactive) return {}
  const chosen = await host.ask.one('In which flow do bridged chats start?', [
    ...flows.map((name) => ({ value: name, label: name })),
    {
      value: NEW_CHAT_FLOW,
      label: 'Create a flow',
      hint: 'offers an answer to a template to the agent who sent the template, then puts the chat into a queue',
    },
  ])
  if (chosen !== NEW_CHAT_FLOW) return { chatFlow: chosen }
  return { chatFlow: NEW_CHAT_FLOW, chatQueue: await queueOfNewFlow(queues, host) }
}

function existing(queue: string, queues: readonly string[]): string {
  if (queues.includes(queue)) return queue
  throw new ConfigError(`The Connect instance has no queue "${queue}". Use ${queues.join(', ')}.`)
}
