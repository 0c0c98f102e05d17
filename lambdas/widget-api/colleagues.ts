// Removes the names of other agents from the replies, if the setting for the names of colleagues
// requires it.

import type { ReplyView } from '#api'
import type { HistorySettings } from '#deployment/history'
import type { Agent } from '#model/ports'

/**
 * Returns a function that removes the author's name from a reply, unless this agent is the author.
 * A reply that was written in the chat contains no user id, so the name of its author is compared
 * with the name of the agent.
 */
export const asSeenBy =
  ({ userId, name }: Agent, colleagues: HistorySettings['colleagues']) =>
  <View extends ReplyView>(reply: View): View => {
    const { by } = reply
    const isOwn = by.userId === undefined ? by.name === name : by.userId === userId
    if (colleagues === 'named' || by.role !== 'AGENT' || isOwn) return reply
    return { ...reply, by: { role: by.role } }
  }
