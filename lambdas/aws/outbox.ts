// The outbox of each conversation: every write to a reply, and under which condition it holds.
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Conversation } from '../model/conversation.ts'
import type { Change, Clock, Outbox } from '../model/ports.ts'
import {
  formerKey,
  heldDueAt,
  isUnsettled,
  nextAttempt,
  orderOf,
  type Reply,
  SEND_WITHIN_MS,
} from '../model/reply.ts'
import { ordered } from './ordered.ts'
import { defined, writer } from './reply-writer.ts'
import {
  conversationKey,
  db,
  expiresIn,
  FIRST_REPLY,
  HEAD,
  replyKey,
  unlessRefused,
} from './table.ts'
import { due, listed, overdueFrom, placed, UNLISTED } from './work-list.ts'

/** Replies are shown to the next agent for this long. */
const KEPT_DAYS = 30

/** So many are looked at for one query of a wake. */
const PAGE = 25

export function outbox(table: string, now: Clock): Outbox {
  const update = writer(table)

  async function get(conversation: string, id: string) {
    const { Item } = await db.send(
      new GetCommand({ TableName: table, Key: replyKey(conversation, id), ConsistentRead: true }),
    )
    return Item as Reply | undefined
  }

  const isWork = (state: Reply['state']) =>
    state === 'queued' || state === 'preparing' || state === 'sending'

  return {
    get,

    async unsent(conversation, after) {
      const { pk } = conversationKey(conversation)
      const { Items = [], LastEvaluatedKey } = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'unsent',
          ConsistentRead: true,
          KeyConditionExpression:
            after === undefined ? 'pk = :pk' : 'pk = :pk AND unsentOrder > :after',
          ExpressionAttributeValues: {
            ':pk': pk,
            ...(after === undefined ? {} : { ':after': after }),
          },
          Limit: PAGE,
        }),
      )
      return {
        conversation: Items.find(({ unsentOrder }) => unsentOrder === HEAD) as
          | Conversation
          | undefined,
        replies: Items.filter(({ unsentOrder }) => unsentOrder !== HEAD) as unknown as Reply[],
        more: LastEvaluatedKey !== undefined,
      }
    },

    async put(reply) {
      // Never conditional on a token: a repeated put must not undo what was done to the reply since.
      const put = new PutCommand({
        TableName: table,
        Item: {
          ...replyKey(reply.conversation, reply.id),
          ...reply,
          ...(reply.state === 'held'
            ? due(reply, heldDueAt(reply, new Date(reply.acceptedAt)))
            : listed(reply, overdueFrom(new Date(reply.acceptedAt)))),
          expiresAt: expiresIn(KEPT_DAYS, new Date(reply.acceptedAt)),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      })
      return (await unlessRefused(db.send(put))) !== undefined
    },

    async scanned(conversation, id, attachments) {
      // One that failed while it waited may be sent again.
      await update(
        { conversation, id },
        {
          set: { 'content.attachments': attachments },
          when: {
            condition: '#state = :queued OR #state = :failed',
            names: ['state'],
            values: { ':queued': 'queued', ':failed': 'failed' },
          },
        },
      )
    },

    async claim(reply, to, token, leaseUntil) {
      const free = '(#state = :queued OR (#state = :preparing AND #leaseUntil < :now))'
      const taken = await update(reply, {
        set: {
          state: to,
          token,
          leaseUntil: leaseUntil.toISOString(),
          dueAt: leaseUntil.toISOString(),
        },
        remove: ['nextAttemptAt'],
        when: {
          condition: `(#attempt = :attempt AND ${free}) OR #token = :token`,
          names: ['attempt', 'state', 'leaseUntil', 'token'],
          values: {
            ':attempt': reply.attempt,
            ':queued': 'queued',
            ':preparing': 'preparing',
            ':now': now().toISOString(),
            ':token': token,
          },
        },
      })
      return taken !== undefined
    },

    async advance(reply, token, { parts = {}, leaseUntil, nextAttemptAt, noticeAt, ...change }) {
      const working = isWork(change.state)
      const dueAt =
        noticeAt?.toISOString() ?? leaseUntil?.toISOString() ?? overdueFrom(nextAttemptAt ?? now())
      const written = await update(reply, {
        set: {
          ...defined({
            ...change,
            leaseUntil: leaseUntil?.toISOString(),
            nextAttemptAt: nextAttemptAt?.toISOString(),
            noticeAt: noticeAt?.toISOString(),
          }),
          ...(working || noticeAt ? listed(reply, dueAt) : {}),
          ...partsSet(parts),
        },
        remove: [...(working || noticeAt ? [] : UNLISTED), ...(leaseUntil ? [] : ['leaseUntil'])],
        when: { condition: '#token = :token', names: ['token'], values: { ':token': token } },
      })
      return written !== undefined
    },

    async end(reply, { state, problems, noticeAt, parts = {} }) {
      const place = placed(reply)
      const ended = await update(reply, {
        set: {
          state,
          ...place,
          ...defined({ problems, noticeAt: noticeAt?.toISOString() }),
          ...(noticeAt ? listed({ ...reply, ...place }, noticeAt.toISOString()) : {}),
          ...partsSet(parts),
        },
        remove: ['leaseUntil', 'nextAttemptAt', 'heldUntil', ...(noticeAt ? [] : UNLISTED)],
        when: {
          condition: `#state = :state AND #attempt = :attempt AND ${reply.token ? '#token = :token' : 'attribute_not_exists(#token)'}`,
          names: ['state', 'attempt', 'token'],
          values: {
            ':state': reply.state,
            ':attempt': reply.attempt,
            ...(reply.token ? { ':token': reply.token } : {}),
          },
        },
      })
      return ended !== undefined
    },

    async noticed(reply) {
      await update(reply, {
        set: { noticedAttempt: reply.attempt },
        remove: ['noticeAt', ...UNLISTED],
        when: {
          condition: '#attempt = :attempt AND #state = :state AND attribute_exists(#noticeAt)',
          names: ['attempt', 'state', 'noticeAt'],
          values: { ':attempt': reply.attempt, ':state': reply.state },
        },
      })
    },

    async oweNotice(reply) {
      const at = now().toISOString()
      await update(reply, {
        set: { noticeAt: at, ...listed(reply, at) },
        when: {
          condition:
            '#attempt = :attempt AND #state = :accepted AND (attribute_not_exists(#noticedAttempt) OR #noticedAttempt < :attempt)',
          names: ['attempt', 'state', 'noticedAttempt'],
          values: { ':attempt': reply.attempt, ':accepted': 'accepted' },
        },
      })
    },

    async overtaken({ conversation, order }) {
      const younger = await ordered(table, conversation, { after: order }, { limit: PAGE })
      return younger.some(
        ({ state }) => state === 'accepted' || state === 'sending' || state === 'unconfirmed',
      )
    },

    async recent(conversation, limit) {
      return (await ordered(
        table,
        conversation,
        { after: FIRST_REPLY },
        { limit, newestFirst: true },
      )) as unknown as Reply[]
    },

    async outcome({ conversation, id, attempt, part }, outcome) {
      const reply = { conversation, id }
      const merge = (at: string, condition: string) => {
        const path = `${at}.outcome`
        return update(reply, {
          set: { [path]: outcome },
          when: {
            condition: `${condition} AND (attribute_not_exists(${path}) OR ${path}.#rank < :rank)`,
            names: ['rank'],
            values: { ':rank': outcome.rank, ':attempt': attempt },
          },
        })
      }
      const merged = await merge(`parts[${part}]`, `parts[${part}].attempt = :attempt`)
      if (merged) return merged.Attributes as unknown as Reply
      const known = await get(conversation, id)
      if (known?.parts[part]?.attempt === attempt) return known
      if (known?.former[formerKey(attempt, part)])
        await merge(
          `former.${formerKey(attempt, part)}`,
          `former.${formerKey(attempt, part)}.attempt = :attempt`,
        )
      return undefined
    },

    async acceptedFormer({ attempt, part, ...reply }, change) {
      const at = `former.${formerKey(attempt, part)}`
      await update(reply, {
        set: Object.fromEntries(
          Object.entries(defined(change)).map(([field, value]) => [`${at}.${field}`, value]),
        ),
        when: { condition: `attribute_exists(${at})`, names: [], values: {} },
      })
    },

    async confirm(reply, part) {
      const goesOn = reply.parts.some(({ state }, i) => i !== part && state === 'unsent')
      const confirmed = await update(reply, {
        set: {
          state: goesOn ? 'queued' : 'accepted',
          [`parts[${part}].state`]: 'accepted',
          ...(goesOn ? { late: true, ...listed(reply, overdueFrom(now())) } : {}),
        },
        remove: ['leaseUntil', 'noticeAt', 'problems', ...(goesOn ? [] : UNLISTED)],
        when: {
          condition: '#attempt = :attempt AND #state = :state AND #token = :token',
          names: ['attempt', 'state', 'token'],
          values: { ':attempt': reply.attempt, ':state': reply.state, ':token': reply.token },
        },
      })
      return confirmed !== undefined && (goesOn ? 'goes_on' : 'done')
    },

    async again(reply, part, at) {
      const next = nextAttempt(reply, (_, i) => i === part)
      const restarted = await update(reply, {
        set: {
          ...next,
          state: 'queued',
          late: true,
          setbacks: reply.setbacks + 1,
          nextAttemptAt: at.toISOString(),
          ...listed(reply, overdueFrom(at)),
        },
        remove: ['leaseUntil', 'problems', 'token'],
        when: startedFrom(reply),
      })
      return restarted !== undefined
    },

    async resend(reply, at, content) {
      const again = {
        ...nextAttempt(reply, isUnsettled),
        content,
        state: 'queued' as const,
        setbacks: 0,
        acceptedAt: at.toISOString(),
        order: orderOf(at.toISOString(), reply.id),
        sendBy: new Date(at.getTime() + SEND_WITHIN_MS).toISOString(),
      }
      const restarted = await update(reply, {
        set: { ...again, ...listed({ ...reply, order: again.order }, overdueFrom(at)) },
        remove: ['leaseUntil', 'nextAttemptAt', 'problems', 'token', 'noticeAt', 'late'],
        when: startedFrom(reply),
      })
      return restarted !== undefined && (restarted.Attributes as unknown as Reply)
    },
  }
}

const partsSet = (parts: NonNullable<Change['parts']>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([i, part]) =>
      Object.entries(defined(part)).map(([field, value]) => [`parts[${i}].${field}`, value]),
    ),
  )

/** A new attempt begins where the one before stands as it was read: a second one finds another. */
const startedFrom = ({ attempt, state }: Pick<Reply, 'attempt' | 'state'>) => ({
  condition: '#attempt = :attempt AND #state = :state',
  names: ['attempt', 'state'],
  values: { ':attempt': attempt, ':state': state },
})
