// What puts a reply on the work list of its conversation and before the sweep, and takes it off again.
import { OVERDUE_MS, orderOf, type Reply } from '../model/reply.ts'
import { duePartition } from './table.ts'

export const overdueFrom = (at: Date) => new Date(at.getTime() + OVERDUE_MS).toISOString()

/** The sweep looks at it from then on. */
export const due = ({ conversation }: Pick<Reply, 'conversation'>, dueAt: string) => ({
  due: duePartition(conversation),
  dueAt,
})

export const listed = (reply: Pick<Reply, 'conversation' | 'order'>, dueAt: string) => ({
  unsentOrder: reply.order,
  ...due(reply, dueAt),
})

export const UNLISTED = ['unsentOrder', 'due', 'dueAt']

/** One that ends while it is held takes its place among the others, where it was composed. */
export const placed = ({ state, acceptedAt, id }: Pick<Reply, 'state' | 'acceptedAt' | 'id'>) =>
  state === 'held' ? { order: orderOf(acceptedAt, id) } : {}
