// Removes the names of other agents who have written to the customer, if a setting asks for that.

import type { ReplyView } from '#api'
import type { HistorySettings } from '#deployment/history'
import type { Agent } from '#model/ports'

/**
 * Returns the reply as this agent sees it. What was typed in the chat carries no user id, so that
 * the name decides whether it is the agent's own.
 */
export const asSeenBy =
  ({ userId, name }: Agent, colleagues: HistorySettings['colleagues']) =>
  <View extends ReplyView>(reply: View): View => {
    const { by } = reply
    const isOwn = by.userId === undefined ? by.name === name : by.userId === userId
    if (colleagues === 'named' || by.role !== 'AGENT' || isOwn) return reply
    return { ...reply, by: { role: by.role } }
  }
