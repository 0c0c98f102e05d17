import { conversationKey, FIRST_REPLY, HEAD } from '#deployment/table'
import type { Chat, Conversation } from '#model/conversation'
import { asOne, isOpen } from '#model/partitions'
import type { Conversations } from '#model/ports'
import { TYPING_MS } from '#model/receipt'
import type { Reply } from '#model/reply'
import { ordered } from './ordered.ts'
import type { Item, Table, Update } from './table.ts'

/**
 * How many of a conversation's latest replies are searched for the last answer of the chat's agent.
 */
const LOOKED_AT = 10

export function conversations(table: Table): Conversations {
  /**
   * Writes a conversation and sets its expiry date again. Every write to a conversation counts as a
   * contact of the customer with the business.
   */
  const write = (id: string, { set, values, ...update }: Update) =>
    table.update(conversationKey(id), {
      ...update,
      set: ['unsentOrder = :head', 'expiresAt = :expiresAt', ...set],
      values: { ':head': HEAD, ':expiresAt': table.expiresAt(new Date()), ...values },
    })

  /** Stores a time in a field, unless the field already contains the same or a later time. */
  const latest = (
    id: string,
    field:
      | 'inboundAt'
      | 'contactStartedAt'
      | 'attestedAt'
      | 'refusedAt'
      | 'agentWroteAt'
      | 'heldUntil'
      | 'undeliverableAt'
      | 'triedAgainAt',
    at: Date,
    also: Readonly<Record<string, string>> = {},
  ) =>
    write(id, {
      set: ['#field = :at', ...Object.keys(also).map((name) => `${name} = :${name}`)],
      condition: 'attribute_not_exists(#field) OR #field < :at',
      names: { '#field': field },
      values: {
        ':at': at.toISOString(),
        ...Object.fromEntries(Object.entries(also).map(([name, value]) => [`:${name}`, value])),
      },
    })

  const read = async (id: string) => {
    const item = await table.get(conversationKey(id))
    return item && conversationOf(item)
  }

  /**
   * Returns the time of the agent's last answer in each open chat, by the id of the conversation.
   * If only one chat or no chat is open, the map is empty.
   */
  async function answeredAt(all: readonly Conversation[]): Promise<Map<string, string>> {
    const open = all.filter(({ chat }) => chat && isOpen(chat))
    if (open.length < 2) return new Map()
    const times = open.map(async ({ id, chat }) => {
      const replies = await ordered(
        table,
        id,
        { after: FIRST_REPLY },
        { limit: LOOKED_AT, newestFirst: true },
      )
      const answer = (replies as unknown as Reply[]).find(
        ({ by, contactId }) => by.role === 'AGENT' && contactId === chat!.contactId,
      )
      return [id, answer?.acceptedAt ?? ''] as const
    })
    return new Map(await Promise.all(times))
  }

  async function together(ids: readonly string[]): Promise<Conversation | undefined> {
    const found = await table.getAll(ids.map(conversationKey))
    const [first, ...others] = found.flatMap((item) => (item ? [conversationOf(item)] : []))
    return first && asOne([first, ...others], await answeredAt([first, ...others]))
  }

  async function get(id: string): Promise<Conversation | undefined> {
    let first = await read(id)
    // Without the comparison, a conversation that is joined to itself would cause an endless loop.
    while (first?.joinedTo && first.joinedTo !== first.id) first = await read(first.joinedTo)
    if (!first?.includes?.length) return first
    return together([first.id, ...first.includes])
  }

  return {
    get,

    async several(ids) {
      const found = await table.getAll(ids.map(conversationKey), { consistent: false })
      return Promise.all(
        found.map(async (item) => {
          const one = item && conversationOf(item)
          return one?.joinedTo || one?.includes?.length ? get(one.id) : one
        }),
      )
    },

    together,

    async note({ id, mode, phoneNumberId }, { set, unset, gone, back, customerAt }) {
      const put = (update: Pick<Update, 'set' | 'remove' | 'condition' | 'names' | 'values'>) =>
        write(id, {
          ...update,
          set: [
            'id = :id',
            '#mode = :mode',
            'phoneNumberId = :phoneNumberId',
            ...(customerAt ? ['customerAt = :customerAt'] : []),
            ...update.set,
          ],
          ...(gone.length > 0 ? { add: ['gone :gone'] } : {}),
          names: { '#mode': 'mode', ...update.names },
          values: {
            ':id': id,
            ':mode': mode,
            ':phoneNumberId': phoneNumberId,
            ...(customerAt ? { ':customerAt': customerAt } : {}),
            ...(gone.length > 0 ? { ':gone': new Set(gone) } : {}),
            ...update.values,
          },
        })
      const fields = Object.entries(set)
      const change = () =>
        put({
          set: fields.map(([field]) => `customer.#${field} = :${field}`),
          remove: unset.map((field) => `customer.#${field}`),
          condition: 'attribute_exists(customer)',
          names: Object.fromEntries(
            [...Object.keys(set), ...unset].map((field) => [`#${field}`, field]),
          ),
          values: Object.fromEntries(fields.map(([field, value]) => [`:${field}`, value])),
        })
      const begin = () =>
        put({
          set: ['customer = :customer'],
          condition: 'attribute_not_exists(customer)',
          values: { ':customer': set },
        })
      // Another event may have created the conversation between the two writes.
      if (!(await change()) && !(await begin())) await change()
      if (back.length > 0)
        await write(id, { set: [], take: ['gone :back'], values: { ':back': new Set(back) } })
    },

    async join(older, younger) {
      // The younger conversations are written first, so that a function that reads a younger
      // conversation from now on finds the id of the older conversation there.
      for (const id of younger)
        await write(id, {
          set: ['id = :id', 'joinedTo = :older'],
          values: { ':id': id, ':older': older },
        })
      await write(older, {
        set: ['id = :id'],
        add: ['includes :younger'],
        values: { ':id': older, ':younger': new Set(younger) },
      })
    },

    async wrote(id, at) {
      const item = await write(id, {
        set: ['inboundAt = :at', 'inboundFrom = :from'],
        // The condition also allows the time that is already stored, because several messages may
        // arrive in the same second.
        condition:
          'attribute_exists(customer) AND attribute_not_exists(joinedTo) AND attribute_not_exists(includes) AND (attribute_not_exists(inboundAt) OR inboundAt <= :at)',
        values: { ':at': at.toISOString(), ':from': 'webhook' },
      })
      return item && conversationOf(item)
    },

    async inbound(id, at, from) {
      await latest(id, 'inboundAt', at, { inboundFrom: from })
    },

    async contactStarted(id, at) {
      await latest(id, 'contactStartedAt', at)
    },

    async attested(id, at) {
      await latest(id, 'attestedAt', at)
    },

    async refused(id, sentAt) {
      await latest(id, 'refusedAt', sentAt)
    },

    async marketing(id, choice) {
      await write(id, {
        set: ['id = :id', 'marketing = :marketing'],
        condition: 'attribute_not_exists(marketing) OR marketing.#at < :at',
        names: { '#at': 'at' },
        values: {
          ':id': id,
          ':at': choice.at,
          ':marketing': choice,
        },
      })
    },

    async undeliverable(id, sentAt) {
      await latest(id, 'undeliverableAt', sentAt)
    },

    async triedAgain(id, at) {
      await latest(id, 'triedAgainAt', at)
    },

    async agentWrote(id, at) {
      await latest(id, 'agentWroteAt', at)
    },

    async holds(id, until) {
      await latest(id, 'heldUntil', until)
    },

    async setChat(id, chat, before) {
      const written = await write(id, {
        set: ['chat = :chat'],
        condition: `${before ? 'chat.openedBy = :before' : 'attribute_not_exists(chat)'} OR chat.openedBy = :openedBy`,
        values: {
          ':chat': chat satisfies Chat,
          ':openedBy': chat.openedBy,
          ...(before ? { ':before': before.openedBy } : {}),
        },
      })
      return written !== undefined
    },

    async transcriptRead(id, contactId) {
      await write(id, {
        set: [],
        remove: ['chat.streaming'],
        condition: 'chat.contactId = :contactId',
        values: { ':contactId': contactId },
      })
    },

    async chatEnded(id, contactId) {
      await write(id, {
        set: [],
        remove: ['chat.participantToken', 'chat.connectionToken', 'chat.connectionExpiresAt'],
        condition: 'chat.contactId = :contactId',
        values: { ':contactId': contactId },
      })
    },

    async claimReceipt(id, receipt, token, now) {
      const { messageId, at, typingAt } = receipt
      const isDue = typingAt
        ? '#receipt.typingAt < :due OR attribute_not_exists(#receipt.typingAt) OR #receipt.messageId <> :messageId'
        : '#receipt.messageId <> :messageId'
      const written = await write(id, {
        set: ['#receipt = :receipt', 'receiptToken = :token'],
        condition: `attribute_not_exists(#receipt) OR receiptToken = :token OR (#receipt.#at <= :at AND (${isDue}))`,
        names: { '#receipt': 'receipt', '#at': 'at' },
        values: {
          ':receipt': receipt,
          ':token': token,
          ':at': at,
          ':messageId': messageId,
          ...(typingAt ? { ':due': new Date(now.getTime() - TYPING_MS).toISOString() } : {}),
        },
      })
      return written !== undefined
    },

    async releaseReceipt(id, token, before) {
      await write(id, {
        set: before ? ['receipt = :before'] : [],
        remove: before ? [] : ['receipt'],
        condition: 'receiptToken = :token',
        values: { ':token': token, ...(before ? { ':before': before } : {}) },
      })
    },
  }
}

/** Converts the sets of an item into arrays. */
export const conversationOf = ({ includes, gone, ...item }: Item): Conversation => ({
  ...(item as unknown as Conversation),
  ...(includes ? { includes: [...(includes as Set<string>)].sort() } : {}),
  ...(gone ? { gone: [...(gone as Set<string>)] } : {}),
})
