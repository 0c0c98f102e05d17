import { rightCaller } from '../../account/caller.ts'
import type { Aws } from '../../account/clients.ts'
import { linkedIds } from '../../account/status.ts'
import { modeOf } from '../../channel/event-destination.ts'
import { connectInstance } from '../../channel/instance.ts'
import {
  checkRemovals,
  isLeftover,
  readAll,
  removeLeftover,
  staysSentence,
  unconfigured,
} from '../../channel/leftover.ts'
import { removeChannels } from '../../channel/remove-channel.ts'
import type { Run } from '../../cli/account-command.ts'
import { failureSentences } from '../../cli/failure.ts'
import type { Host } from '../../cli/host.ts'
import { openSession, type Session } from '../../cli/session.ts'
import { ConfigError } from '../../config/error.ts'
import { withdrawWidget } from '../../engine/installation.ts'
import { counted, type PlannedChange, planLines } from '../../engine/plan.ts'
import { progress } from '../../engine/progress.ts'
import { applier, planner, type Step } from '../../engine/reconcile.ts'
import { NO_CHOICES, recordedChoices } from '../../stack/choices.ts'
import {
  countMessages,
  drainMessages,
  type MessagesLeft,
  messageNotes,
  requireNothingStuck,
} from '../../stack/messages.ts'
import type { DestroyFlags } from '../destroy.ts'

export const runDestroy: Run<DestroyFlags> = async (host, flags) => {
  const session = await openSession(flags, host)
  const { config, aws, withStack } = session
  const say = session.json ? host.log : host.print
  await rightCaller(config, aws)
  const linked = await linkedIds(aws)
  const choices = withStack ? await recordedChoices(aws) : NO_CHOICES
  const left = await outsiders(flags, session, linked, choices.topics)
  const remove = async (step: Step) => {
    for (const waba of left.removed)
      await removeLeftover(waba, step, { config, aws, others: left.others, wait: host.wait })
    await removeChannels(config, aws, step, {
      releaseNumbers: flags['release-numbers'] === true,
      linked: linked.filter((id) => !left.removed.some((waba) => waba.id === id)),
      wait: host.wait,
    })
    await withdrawWidget(session, host, step, choices)
  }

  const changes: PlannedChange[] = []
  await remove(planner((name, change) => changes.push({ part: 'channel', name, ...change })))
  const stack = await stackPlan(session, flags, host)
  changes.push(
    ...stack.removes.map((summary) => ({
      part: 'stack' as const,
      name: 'stack',
      action: 'delete' as const,
      summary: `remove ${summary}`,
    })),
  )
  const discard = flags['discard-messages'] === true
  const uncounted: string[] = []
  const messages =
    stack.removes.length > 0 ? await counting(aws, discard ? uncounted : undefined) : undefined
  const retained = retainedLines(session, flags, stack.keeps)
  const notes = [
    ...(messages ? messageNotes(messages) : []),
    ...uncounted,
    ...left.others.filter((waba) => isLeftover(waba, config, choices.topics)).map(staysSentence),
    ...retained,
  ]
  for (const line of planLines({ changes, stays: [], notes })) say(line)
  const report = (sentence: string) =>
    host.print(session.json ? JSON.stringify({ changes, retained }, undefined, 2) : sentence)
  if (changes.length === 0) {
    report('Nothing to remove.')
    return 0
  }

  if (messages && !discard) await requireNothingStuck(messages, aws)
  await confirmed(session, flags, host)
  if (flags['delete-data']) await dataConfirmed(stack.table, flags, host)
  const removeHandler = host.onInterrupt(
    'Stopped. Run "connect-whatsapp destroy" again to remove the rest, or "connect-whatsapp apply" to restore what was removed.',
  )
  try {
    if (messages && !discard) await drainMessages(aws, host.wait)
    await makeChanges(changes, remove, session, flags, host)
  } finally {
    removeHandler()
  }
  report(`Done: ${counted(changes.length, 'change')}. What remains is listed above.`)
  return 0
}

/**
 * Counts the messages that the removal would lose. If counting fails, for example because the
 * table's KMS key was deleted, adds a sentence to `notes`. Throws the error if `notes` is
 * undefined.
 */
async function counting(aws: Aws, notes: string[] | undefined): Promise<MessagesLeft | undefined> {
  try {
    return await countMessages(aws)
  } catch (error) {
    const sentences = failureSentences(error)
    if (!notes || !sentences) throw error
    notes.push(
      `The unprocessed messages could not be counted, and will be lost: ${sentences.join(' ')}`,
    )
    return undefined
  }
}

/**
 * Returns the WABAs that are not in the configuration. Throws ConfigError for a WABA whose events
 * this installation's functions read, unless `--remove` names the WABA.
 */
async function outsiders(
  { remove = [] }: DestroyFlags,
  { config, aws, withStack, isWhole }: Session,
  linked: readonly string[],
  topics: readonly string[],
) {
  if (!isWhole && remove.length > 0)
    throw new ConfigError('--remove and --waba cannot be used together. Use one of them.')
  if (!isWhole) return { removed: [], others: [] }
  const outside = unconfigured(
    config,
    linked.map((id) => ({ id })),
  )
  const found = await readAll(outside, aws)
  checkRemovals(remove, config, found)
  const others = found.filter(({ id }) => !remove.includes(id))
  const orphans = others.filter(
    (waba) => isLeftover(waba, config, topics) && modeOf(waba.destination!) === 'bridged',
  )
  if (withStack && orphans.length > 0)
    throw new ConfigError(
      orphans
        .map(
          ({ id, name, destination }) =>
            `${id} (${name}) is not in the configuration, but sends its events to ${destination!.arn}, which no function reads after destroy, so its customers would get no answer. Add --remove ${id} to remove its channel too, or move its events elsewhere first.`,
        )
        .join('\n'),
    )
  return { removed: found.filter(({ id }) => remove.includes(id)), others }
}

async function stackPlan(
  { aws, withStack }: Session,
  { 'delete-data': deleteData = false }: DestroyFlags,
  host: Host,
): Promise<{ removes: string[]; keeps: string[]; table: string | undefined }> {
  if (!withStack) return { removes: [], keeps: [], table: undefined }
  const { planDestroy } = await host.stacks()
  return planDestroy(aws, { deleteData })
}

function retainedLines(
  { config }: Session,
  { 'release-numbers': releaseNumbers }: DestroyFlags,
  stacks: readonly string[],
): string[] {
  const natives = config.channels.flatMap((channel) => (channel.mode === 'native' ? [channel] : []))
  const numbers = natives.flatMap(({ numbers }) => Object.keys(numbers))
  const { chatFlow, chatQueue } = config.stack
  const flows = new Set([
    ...natives.flatMap(({ numbers }) =>
      Object.values(numbers).flatMap(({ flow, queue }) => (queue ? [`"${flow}"`] : [])),
    ),
    ...(chatQueue ? [`"${chatFlow}"`] : []),
  ])
  const roles = new Set(natives.flatMap(({ role }) => (role.startsWith('arn:') ? [role] : [])))
  const stay = (things: readonly string[]) =>
    `${things.join(', ')} ${things.length === 1 ? 'stays' : 'stay'}`
  return [
    `${stay(config.channels.map(({ waba }) => waba))} linked to this account.`,
    ...(numbers.length === 0
      ? []
      : releaseNumbers
        ? [RELEASES]
        : [`${stay(numbers)} in Connect. --release-numbers releases them.`]),
    ...(flows.size > 0
      ? [`Flow ${stay([...flows])} in Connect, because you may have changed it.`]
      : []),
    ...(roles.size > 0 ? [`${stay([...roles])}, because the configuration names it by ARN.`] : []),
    ...stacks.map((summary) => `Retained: ${summary}. --delete-data deletes it.`),
  ]
}

// https://docs.aws.amazon.com/connect/latest/adminguide/release-phone-number.html
const RELEASES =
  'Connect counts released numbers: after an instance has claimed and released twice its quota of numbers within 180 days, it gets no further number until that time is over.'

/**
 * Throws ConfigError unless the person confirms the removal with the name of the Connect instance,
 * in the option --confirm or at the terminal.
 */
async function confirmed(
  { config, aws }: Session,
  { confirm, yes }: DestroyFlags,
  host: Host,
): Promise<void> {
  const { alias } = await connectInstance(config.instance, aws.connect)
  // --yes alone is not enough, because the person may have another installation in mind.
  if (yes && confirm === undefined)
    throw new ConfigError(
      `--yes needs --confirm ${alias} (the name of the Connect instance), so that a script cannot remove another installation.`,
    )
  if (confirm === undefined && !host.interactive) {
    throw new ConfigError(
      `Removing the installation must be confirmed, but the command does not run in a terminal. Add --yes --confirm ${alias} (the name of the Connect instance), or run it in a terminal.`,
    )
  }
  const typedName =
    confirm ??
    (await host.ask.text(
      `Customers will no longer get answers. Type the name of the Connect instance (${alias}) to continue:`,
    ))
  if (typedName !== alias)
    throw new ConfigError(
      `"${typedName}" is not the name of the Connect instance (${alias}). Nothing was changed.`,
    )
}

/**
 * Throws ConfigError unless the person confirms the deletion of the data with the table's name, in
 * the option --confirm-data or at the terminal.
 */
async function dataConfirmed(
  table: string | undefined,
  { 'confirm-data': confirm }: DestroyFlags,
  host: Host,
): Promise<void> {
  if (!table) return
  if (confirm === undefined && !host.interactive)
    throw new ConfigError(
      `Deleting the data must be confirmed separately, but the command does not run in a terminal. Add --confirm-data ${table} (the name of the table), or leave --delete-data out.`,
    )
  const typedName =
    confirm ??
    (await host.ask.text(
      `All conversations, consents and files will be deleted for good. Type the name of the table (${table}) to continue:`,
    ))
  if (typedName !== table)
    throw new ConfigError(
      `"${typedName}" is not the name of the table (${table}). Nothing was changed.`,
    )
}

async function makeChanges(
  changes: readonly PlannedChange[],
  remove: (step: Step) => Promise<unknown>,
  session: Session,
  { 'delete-data': deleteData = false, 'discard-messages': discard = false }: DestroyFlags,
  host: Host,
) {
  const watched = progress(
    host,
    changes.filter(({ part }) => part === 'channel'),
    session.json,
  )
  try {
    await remove(applier(watched.changed, watched))
  } finally {
    await watched.end()
  }
  if (!changes.some(({ part }) => part === 'stack')) return
  // Messages may have arrived until the last event destination was removed, so they are processed
  // before the stack is deleted.
  if (!discard) await drainMessages(session.aws, host.wait)
  const { destroyStacks } = await host.stacks()
  await destroyStacks(session.aws, {
    report: session.json ? host.log : host.print,
    wait: host.wait,
    deleteData,
  })
}
