// Native chats only: Connect sends what the agent types in the chat itself to WhatsApp, and does
// not prevent it when the service window is closed.

import type { ConversationView } from '#api'
import { wasOpenUntil } from '#whatsapp/service-window'
import type { AgentText } from '../workspace/transcript.ts'
import type { WindowState } from './window-state.ts'

/**
 * Whether the agent's last chat message will not or may not arrive; undefined where nothing
 * suggests that. `lastAgentMessageAt` comes from the host's transcript; for a host without one the
 * API knows it.
 */
export function chatDeliveryWarning(
  { window }: WindowState,
  {
    mode,
    agentWroteAt,
    evidence,
    replies,
  }: Pick<ConversationView, 'mode' | 'agentWroteAt' | 'evidence' | 'replies'>,
  lastAgentMessageAt: Date | undefined,
): 'will_not' | 'may_not' | undefined {
  const wroteAt = Math.max(
    lastAgentMessageAt?.getTime() ?? 0,
    agentWroteAt ? Date.parse(agentWroteAt) : 0,
  )
  // The agent has let the text wait for the customer since.
  const isKept = replies.some(
    ({ type, status, acceptedAt }) =>
      type === 'text' && status === 'held' && Date.parse(acceptedAt) > wroteAt,
  )
  if (mode !== 'native' || window.is === 'open' || wroteAt === 0 || isKept) return undefined
  if (window.is === 'closed')
    return wroteAt > (window.since ?? window.because.at).getTime() ? 'will_not' : undefined
  const until = wasOpenUntil(evidence.map((each) => ({ ...each, at: new Date(each.at) })))
  return wroteAt > (until?.getTime() ?? 0) ? 'may_not' : undefined
}

/**
 * What agents wrote in the chat since the service window closed: it does not arrive. Undefined where
 * that is not known, such as in a host without a transcript.
 */
export function lostText(
  { window }: Pick<WindowState, 'window'>,
  agentTexts: readonly AgentText[],
): string | undefined {
  if (window.is !== 'closed') return undefined
  const closedAt = window.since ?? window.because.at
  const lost = agentTexts.filter(({ at }) => at > closedAt)
  return lost.length > 0 ? lost.map(({ text }) => text).join('\n') : undefined
}
