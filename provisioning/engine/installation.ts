// The whole of what a configuration describes: the stack (CloudFormation) and the channels (everything CloudFormation cannot make).
import { rightCaller } from '../account/caller.ts'
import { type Channel, provisionChannel } from '../channel/channel.ts'
import { connectInstance } from '../channel/instance.ts'
import { changesOfMode, type ModeChange, modeNotes } from '../channel/mode-change.ts'
import { workspaceGrant } from '../channel/workspace-grant.ts'
import type { Work } from '../cli/account-command.ts'
import type { Host } from '../cli/host.ts'
import { stackSettings } from '../stack/settings-of-config.ts'
import type { Plan, PlannedChange } from './plan.ts'
import { all, applier, planner, type Step } from './reconcile.ts'
import type { Change } from './resource.ts'

export interface Planned extends Plan {
  modeChanges: readonly ModeChange[]
}

interface Options {
  replaceDestination: boolean
}

const STACK_ACTIONS = {
  add: 'create',
  modify: 'update',
  replace: 'update',
  remove: 'delete',
} as const

/** Only reads. */
export async function planInstallation(
  work: Work,
  host: Host,
  { replaceDestination }: Options,
): Promise<Planned> {
  const { config, aws, withStack } = work
  await rightCaller(config, aws)
  const changes: PlannedChange[] = withStack ? await stackChanges(work, host) : []
  const stays: { name: string; summary: string }[] =
    withStack && changes.length === 0 ? [UNCHANGED_STACK] : []
  const step = planner((name, change) => changes.push({ part: 'channel', name, ...change }), {
    stays: (name, summary) => stays.push({ name, summary }),
  })
  const channels = await provisionChannel(config, aws, step, {
    replaceDestination,
    stackComes: withStack,
    wait: host.wait,
  })
  await workspaceGrants(work, host, step, true)
  const modeChanges = await changesOfMode(work, host, channels)
  return {
    changes,
    stays,
    modeChanges,
    notes: [...modeChanges.flatMap(modeNotes), ...notesOf(work, channels)],
  }
}

const UNCHANGED_STACK = {
  name: 'stack connect-whatsapp',
  summary: 'is what this version of the tool and the configuration say',
}

async function stackChanges({ config, aws }: Work, host: Host): Promise<PlannedChange[]> {
  const [settings, { planStacks }] = await Promise.all([stackSettings(config, aws), host.stacks()])
  const changes = await planStacks(settings, aws, { wait: host.wait })
  return changes.map(({ stack, action, summary }) => ({
    part: 'stack' as const,
    name: stack,
    action: STACK_ACTIONS[action],
    summary: `${summary}${action === 'replace' ? ' (by a new one)' : ''}`,
  }))
}

/** Brings the stack to what the configuration says. False: not agreed to. */
export async function applyStack(
  { config, aws }: Work,
  host: Host,
  report: (line: string) => void,
): Promise<boolean> {
  const [settings, { deployStacks }] = await Promise.all([
    stackSettings(config, aws),
    host.stacks(),
  ])
  return (await deployStacks(settings, aws, { report, wait: host.wait })) !== undefined
}

interface Watch {
  begins(name: string, changes: readonly Change[]): void
  changed(name: string, change: Change): void
}

export async function applyChannels(
  work: Work,
  host: Host,
  { replaceDestination }: Options,
  watch: Watch,
): Promise<void> {
  const step = applier(watch.changed, watch)
  await provisionChannel(work.config, work.aws, step, { replaceDestination, wait: host.wait })
  await workspaceGrants(work, host, step, true)
}

/** The widget in the agent workspace belongs to the stack; CloudFormation knows no grant in a security profile. */
export async function workspaceGrants(
  { config, aws, withStack }: Work,
  host: Host,
  step: Step,
  granted: boolean,
): Promise<void> {
  const { securityProfiles } = config.stack
  if (!withStack || securityProfiles.length === 0) return
  const instance = await connectInstance(config.instance, aws.connect)
  await all(
    securityProfiles.map((profile) =>
      step(workspaceGrant({ profile, instance, granted }, aws.connect, host.wait)),
    ),
  )
}

// Regions where Connect has WhatsApp of its own.
// https://docs.aws.amazon.com/connect/latest/adminguide/regions.html
export const NATIVE_REGIONS = [
  ...[
    'us-east-1',
    'us-west-2',
    'af-south-1',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-southeast-1',
    'ap-southeast-2',
  ],
  ...['ca-central-1', 'eu-central-1', 'eu-west-2'],
]

export const socialMessagingConsole = (region: string) =>
  `https://${region}.console.aws.amazon.com/social-messaging/home?region=${region}`

function notesOf({ config, withStack }: Work, channels: readonly Channel[]): string[] {
  const { region } = config
  const unlisted = channels.flatMap(({ waba, mode, numbers }) =>
    mode === 'bridged'
      ? []
      : waba.numbers
          .filter(({ id }) => !(id in numbers))
          .map(
            ({ id, displayName }) =>
              `${id} (${displayName}) of ${waba.id} is not in the configuration: AWS imports it too, but no flow takes its chats.`,
          ),
  )
  const elsewhere = channels.flatMap(({ waba, instance }) =>
    withStack && instance && instance.arn !== config.instance
      ? [
          `${waba.id}: Connect instance ${instance.alias} carries its chats by itself. An account and Region has one stack: the widget, its templates and files serve the agents of ${config.instance} only.`,
        ]
      : [],
  )
  const early =
    config.channels.some(({ mode }) => mode === 'native') && !NATIVE_REGIONS.includes(region)
      ? [
          `Connect had no WhatsApp of its own in ${region} when this was written: choose "mode": "bridged" there.`,
        ]
      : []
  return [
    ...early,
    ...elsewhere,
    ...unlisted,
    `Linking a WhatsApp Business Account, or a further number to one, is done in the console only: ${socialMessagingConsole(region)}`,
  ]
}
