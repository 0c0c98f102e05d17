import { rightCaller } from '../account/caller.ts'
import { linkedIds } from '../account/status.ts'
import { connectInstance } from '../channel/instance.ts'
import { removeChannels } from '../channel/remove-channel.ts'
import {
  accountCommand,
  COMMON_OPTIONS,
  type Given,
  type Work,
  workOf,
} from '../cli/account-command.ts'
import type { Host } from '../cli/host.ts'
import { ConfigError } from '../config/error.ts'
import { workspaceGrants } from '../engine/installation.ts'
import { counted, type PlannedChange, planLines } from '../engine/plan.ts'
import { progress } from '../engine/progress.ts'
import { applier, planner, type Step } from '../engine/reconcile.ts'

export const destroy = accountCommand({
  changes: true,
  usage: '[options]',
  summary: 'take down what apply has set up, and put back what it replaced',
  help: `In reverse: events go where they went before (or nowhere), flows are taken off the numbers, then the channel role, then the stack. Asks for
the name of the Connect instance first. Safe to interrupt and to run again.

Kept unless asked for: the numbers in Connect, and the data stack (table with conversations and consent, media).
Kept always: the WABAs stay linked, flows stay in the instance, roles and topics given by ARN stay.

  --release-numbers       also release the numbers from Connect. Connect counts releases and claims: at most twice the instance's quota of
                          numbers within 180 days; after that, AWS refuses to import numbers until the time is over
  --delete-data           also delete the data stack, with everything in it, for good
  --confirm NAME          the name of the Connect instance, for scripts: nobody is asked
${COMMON_OPTIONS}

Exit code: 0 done or nothing to do, 1 something is wrong or the name was not given.`,
  options: {
    config: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean' },
    confirm: { type: 'string' },
    'release-numbers': { type: 'boolean' },
    'delete-data': { type: 'boolean' },
  },
  async run(given, host) {
    const work = await workOf(given, host)
    const say = work.json ? host.tell : host.print
    await rightCaller(work.config, work.aws)
    const linked = await linkedIds(work.aws)
    const remove = async (step: Step) => {
      const releaseNumbers = given.values['release-numbers'] === true
      await removeChannels(work.config, work.aws, step, { releaseNumbers, linked, wait: host.wait })
      await workspaceGrants(work, host, step, false)
    }

    const changes: PlannedChange[] = []
    await remove(planner((name, change) => changes.push({ part: 'channel', name, ...change })))
    const stack = await stackPlan(work, given, host)
    changes.push(
      ...stack.removes.map((summary) => ({
        part: 'stack' as const,
        name: 'stack',
        action: 'delete' as const,
        summary: `remove ${summary}`,
      })),
    )
    const kept = keptLines(work, given, stack.keeps)
    for (const line of planLines({ changes, stays: [], notes: kept })) say(line)
    const answer = (done: string) =>
      host.print(work.json ? JSON.stringify({ changes, kept }, undefined, 2) : done)
    if (changes.length === 0) {
      answer('Nothing to do.')
      return 0
    }

    await agreed(work, given, host)
    const forget = host.onInterrupt(
      'Stopped. Run "connect-whatsapp destroy" again to finish, or "apply" to have it all back.',
    )
    try {
      await make(changes, remove, work, given, host)
    } finally {
      forget()
    }
    answer(
      `Done: ${counted(changes.length, 'change')}. ${kept.length > 0 ? 'What was kept is listed above.' : ''}`.trim(),
    )
    return 0
  },
})

async function stackPlan(
  { aws, withStack }: Work,
  { values }: Given,
  host: Host,
): Promise<{ removes: string[]; keeps: string[] }> {
  if (!withStack) return { removes: [], keeps: [] }
  const { planDestroy } = await host.stacks()
  return planDestroy(aws, { deleteData: values['delete-data'] === true })
}

function keptLines({ config }: Work, { values }: Given, stacks: readonly string[]): string[] {
  const natives = config.channels.flatMap((channel) => (channel.mode === 'native' ? [channel] : []))
  const numbers = natives.flatMap(({ numbers }) => Object.keys(numbers))
  const flows = new Set(
    natives.flatMap(({ numbers }) =>
      Object.values(numbers).flatMap(({ flow, queue }) => (queue ? [`"${flow}"`] : [])),
    ),
  )
  const roles = new Set(natives.flatMap(({ role }) => (role.startsWith('arn:') ? [role] : [])))
  const stay = (things: readonly string[]) =>
    `${things.join(', ')} ${things.length === 1 ? 'stays' : 'stay'}`
  return [
    `kept: ${stay(config.channels.map(({ waba }) => waba))} linked to this account.`,
    ...(numbers.length === 0
      ? []
      : values['release-numbers']
        ? [RELEASES]
        : [`kept: ${stay(numbers)} in Connect; --release-numbers releases them.`]),
    ...(flows.size > 0
      ? [`kept: flow ${stay([...flows])} in Connect: it may be yours by now.`]
      : []),
    ...(roles.size > 0 ? [`kept: ${stay([...roles])}: it was given, not made.`] : []),
    ...stacks.map((summary) => `kept: ${summary}`),
  ]
}

// https://docs.aws.amazon.com/connect/latest/adminguide/release-phone-number.html
const RELEASES =
  'Releasing numbers counts: once an instance has claimed and released twice its quota of numbers within 180 days, it gets no number until that time is over.'

async function agreed({ config, aws }: Work, { values }: Given, host: Host): Promise<void> {
  const { alias } = await connectInstance(config.instance, aws.connect)
  if (values.confirm === undefined && !host.interactive) {
    throw new ConfigError(
      `Nobody is here to agree to this. Give --confirm ${alias} (the Connect instance), or run this in a terminal.`,
    )
  }
  const named =
    values.confirm ??
    (await host.ask.text(
      `Customers will get no answer any more. Type the name of the Connect instance (${alias}) to go on:`,
    ))
  if (named !== alias)
    throw new ConfigError(
      `"${named}" is not the name of the Connect instance (${alias}). Nothing was changed.`,
    )
}

async function make(
  changes: readonly PlannedChange[],
  remove: (step: Step) => Promise<unknown>,
  work: Work,
  { values }: Given,
  host: Host,
) {
  const shown = progress(
    host,
    changes.filter(({ part }) => part === 'channel'),
    work.json,
  )
  try {
    await remove(applier(shown.changed, shown))
  } finally {
    await shown.end()
  }
  if (!changes.some(({ part }) => part === 'stack')) return
  const { destroyStacks } = await host.stacks()
  await destroyStacks(work.aws, {
    report: work.json ? host.tell : host.print,
    wait: host.wait,
    deleteData: values['delete-data'] === true,
  })
}
