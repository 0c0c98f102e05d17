// A live WABA that changes its mode: who is in the middle of something, waiting until our own sending is through, and what it means
// for the chats that are open.

import { paginateSearchContacts } from '@aws-sdk/client-connect'
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { tableName } from '../../lambdas/deployment/resources.ts'
import type { Aws } from '../account/clients.ts'
import type { Work } from '../cli/account-command.ts'
import type { Host } from '../cli/host.ts'
import { parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import { counted } from '../engine/plan.ts'
import { poll } from '../engine/wait.ts'
import { documents, repliesUnderWay } from '../replies/outbox.ts'
import type { Channel } from './channel.ts'
import { modeOf } from './event-destination.ts'

type Mode = 'native' | 'bridged'

export interface ModeChange {
  waba: string
  from: Mode
  to: Mode
  /** Connect's ids of the open contacts of its chats. */
  openContacts: readonly string[]
  repliesUnderWay: number
  numbers: readonly string[]
}

// A chat lives for seven days at most.
// https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
const LONGEST_CHAT_MS = 7 * 86_400_000
/** A reply is sent within ten minutes of its acceptance, or not at all. */
const DRAIN = { everyMs: 5_000, atMostMs: 11 * 60_000 }

export async function changesOfMode(
  { config, aws }: Work,
  host: Host,
  channels: readonly Channel[],
): Promise<ModeChange[]> {
  const changing = channels.filter(
    ({ waba, mode }) => waba.destination && modeOf(waba.destination) !== mode,
  )
  return Promise.all(
    changing.map(async ({ waba, mode }) => {
      const { instance = config.instance } = config.channels.find(
        (channel) => channel.waba === waba.id,
      )!
      const from = mode === 'native' ? 'bridged' : 'native'
      const numbers = waba.numbers.map(({ id }) => id)
      const [openContacts, replies] = await Promise.all([
        openChats(from, instance, host, aws),
        repliesUnderWay(aws),
      ])
      return {
        waba: waba.id,
        from,
        to: mode,
        openContacts,
        numbers,
        repliesUnderWay: replies.filter(ofNumbers(numbers)).length,
      }
    }),
  )
}

export function modeNotes({ waba, from, to, openContacts, repliesUnderWay }: ModeChange): string[] {
  const open = openContacts.length
  const shown = openContacts.slice(0, 10).join(', ')
  return [
    `${waba} changes from ${from} to ${to}: ${counted(open, 'contact is', 'contacts are')} open${open > 0 ? ` (${shown}${open > 10 ? ', …' : ''})` : ''}, ${counted(repliesUnderWay, 'reply is', 'replies are')} under way. The replies are waited for. What agents write in an open contact still arrives; what its customer writes next opens a new one. To take it back, put "mode": "${from}" into the configuration and apply again.`,
  ]
}

/** Waits until nothing of the WABA's is under way in our outbox. Throws ConfigError, with nothing switched, when it stays so. */
export async function drained(
  { waba, numbers }: ModeChange,
  { aws }: Work,
  host: Host,
): Promise<void> {
  const left = async () => (await repliesUnderWay(aws)).filter(ofNumbers(numbers)).length
  const remaining = await poll(left, (count) => count === 0, DRAIN, host.wait)
  if (remaining === 0) return
  throw new ConfigError(
    `${waba}: ${counted(remaining, 'reply is', 'replies are')} still under way after ${DRAIN.atMostMs / 60_000} minutes, so its mode was not changed. "connect-whatsapp replies list" shows what is stuck; then run this again.`,
  )
}

const ofNumbers =
  (numbers: readonly string[]) =>
  ({ conversation }: { conversation: string }) =>
    numbers.includes(conversation.split('/')[0]!)

async function openChats(mode: Mode, instance: string, host: Host, aws: Aws): Promise<string[]> {
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
  const open: { id: string; initial: string; subtype: string | undefined }[] = []
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
  if (mode === 'native')
    return open.filter(({ subtype }) => subtype === 'connect:WhatsApp').map(({ id }) => id)
  const ours = await Promise.all(
    open.map(async (contact) => ((await isOurs(contact.initial, aws)) ? [contact.id] : [])),
  )
  return ours.flat()
}

/** A chat that our bridge started is in our table. */
async function isOurs(initialContactId: string, aws: Aws): Promise<boolean> {
  const get = new GetCommand({
    TableName: tableName,
    Key: { pk: `contact#${initialContactId}`, sk: 'contact' },
  })
  try {
    return (await documents(aws).send(get)).Item?.mode === 'bridged'
  } catch (error) {
    // Without the stack nothing has started a chat.
    if (error instanceof ResourceNotFoundException) return false
    throw error
  }
}
