// Prepares the change of a WABA's mode while customers and agents use the WABA: finds the open
// contacts and the unsent replies, and waits until these replies are sent.

import { paginateSearchContacts } from '@aws-sdk/client-connect'
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { isNativeSubtype } from '#whatsapp/capabilities'
import { contacts } from '../../lambdas/aws/contacts.ts'
import { answerUnlessRefused } from '../../lambdas/aws/failure.ts'
import type { Aws } from '../account/clients.ts'
import { tableOf } from '../account/table.ts'
import type { Host } from '../cli/host.ts'
import type { Session } from '../cli/session.ts'
import { parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import { counted } from '../engine/plan.ts'
import { poll } from '../engine/wait.ts'
import { repliesUnderWay } from '../replies/outbox.ts'
import type { ProvisionedChannel } from './channel.ts'
import { modeOf } from './event-destination.ts'
import { once } from './instance.ts'

type Mode = 'native' | 'bridged'

export interface ModeChange {
  waba: string
  from: Mode
  to: Mode
  /** The ids of the open contacts whose chats may belong to the WABA. */
  openContacts: readonly string[]
  repliesUnderWay: number
  numbers: readonly string[]
}

// AWS allows a chat to last seven days at most.
// https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
const LONGEST_CHAT_MS = 7 * 86_400_000
/** Every reply is sent, or fails, within ten minutes after it was accepted. */
const DRAIN = { everyMs: 5_000, atMostMs: 11 * 60_000 }

export async function changesOfMode(
  { config, aws }: Session,
  host: Host,
  channels: readonly ProvisionedChannel[],
): Promise<ModeChange[]> {
  const changing = channels.filter(
    ({ waba, mode }) => waba.destination && modeOf(waba.destination) !== mode,
  )
  const replies = once(() => repliesUnderWay(aws))
  const searches = new Map<string, () => Promise<OpenChat[]>>()
  return Promise.all(
    changing.map(async ({ waba, mode }) => {
      const { instance = config.instance } = config.channels.find(
        (channel) => channel.waba === waba.id,
      )!
      const from = mode === 'native' ? 'bridged' : 'native'
      const numbers = waba.numbers.map(({ id }) => id)
      const search = searches.get(instance) ?? once(() => openChats(instance, host, aws))
      searches.set(instance, search)
      const [openContacts, underWay] = await Promise.all([
        search().then((open) => ofMode(from, open, aws)),
        replies(),
      ])
      return {
        waba: waba.id,
        from,
        to: mode,
        openContacts,
        numbers,
        repliesUnderWay: underWay.filter(ofNumbers(numbers)).length,
      }
    }),
  )
}

export function modeNotes({ waba, from, to, openContacts, repliesUnderWay }: ModeChange): string[] {
  const open = openContacts.length
  const examples = openContacts.slice(0, 10).join(', ')
  return [
    `${waba} changes from ${from} to ${to}: ${counted(open, 'contact is', 'contacts are')} open${open > 0 ? ` (${examples}${open > 10 ? ', …' : ''})` : ''}, ${counted(repliesUnderWay, 'reply is', 'replies are')} waiting to be sent. apply sends these replies first. Messages that agents write in open contacts still arrive, but the customer's next message opens a new contact. To undo the change, set "mode" to "${from}" in the configuration and run apply again.`,
  ]
}

/**
 * Waits until all replies of the WABA are sent or have failed. If some replies are still being sent
 * after eleven minutes, throws ConfigError, and the mode is not changed.
 */
export async function drained(
  { waba, numbers }: Pick<ModeChange, 'waba' | 'numbers'>,
  { aws }: Pick<Session, 'aws'>,
  host: Host,
): Promise<void> {
  const left = async () => (await repliesUnderWay(aws)).filter(ofNumbers(numbers)).length
  const remaining = await poll(left, (count) => count === 0, DRAIN, host.wait)
  if (remaining === 0) return
  throw new ConfigError(
    `${waba}: ${counted(remaining, 'reply is', 'replies are')} still being sent after ${DRAIN.atMostMs / 60_000} minutes, so the mode was not changed. Run "connect-whatsapp replies list" to see which replies are delayed, then run this again.`,
  )
}

const ofNumbers =
  (numbers: readonly string[]) =>
  ({ conversation }: { conversation: string }) =>
    numbers.includes(conversation.split('/')[0]!)

interface OpenChat {
  id: string
  initial: string
  subtype: string | undefined
}

/** Returns the open chats of an instance, both native and bridged. */
async function openChats(instance: string, host: Host, aws: Aws): Promise<OpenChat[]> {
  const now = host.now()
  const search = {
    InstanceId: parsedInstance(instance).id,
    TimeRange: {
      Type: 'INITIATION_TIMESTAMP' as const,
      StartTime: new Date(now.getTime() - LONGEST_CHAT_MS),
      EndTime: now,
    },
    SearchCriteria: { Channels: ['CHAT' as const] },
  }
  const open: OpenChat[] = []
  for await (const { Contacts = [] } of paginateSearchContacts(
    { client: aws.connect, pageSize: 100 },
    search,
  )) {
    for (const { Id, InitialContactId, DisconnectTimestamp, SegmentAttributes } of Contacts) {
      if (!DisconnectTimestamp)
        open.push({
          id: Id!,
          initial: InitialContactId ?? Id!,
          subtype: SegmentAttributes?.['connect:Subtype']?.ValueString,
        })
    }
  }
  return open
}

/** Returns the ids of those open chats that can belong to a WABA in this mode. */
async function ofMode(mode: Mode, open: readonly OpenChat[], aws: Aws): Promise<string[]> {
  if (mode === 'native')
    return open.filter(({ subtype }) => isNativeSubtype(subtype)).map(({ id }) => id)
  const ours = await Promise.all(
    open.map(async (contact) => ((await isOurs(contact.initial, aws)) ? [contact.id] : [])),
  )
  return ours.flat()
}

/**
 * Returns whether the stack's functions started the chat, which makes it a bridged chat. The table
 * records these chats. Returns false if no stack is deployed, because the table then does not
 * exist.
 */
async function isOurs(initialContactId: string, aws: Aws): Promise<boolean> {
  const { get } = contacts(tableOf(aws))
  const contact = await answerUnlessRefused(get(initialContactId), ResourceNotFoundException)
  return contact?.mode === 'bridged'
}
