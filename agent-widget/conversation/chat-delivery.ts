// Native chats only: Connect itself sends the texts that the agent types in the chat to WhatsApp,
// even if the service window is closed.

import type { ConversationView } from '#api'
import { wasOpenUntil } from '#whatsapp/service-window'
import type { AgentText } from '../workspace/transcript.ts'
import type { WindowState } from './window-state.ts'

/**
 * Returns a warning if the agent's last chat message will not or may not arrive.
 * `lastAgentMessageAt` comes from the host's transcript. If the host has none, the API knows the
 * time.
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
  // Whether the agent has turned the text into a message that waits for the customer.
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
 * Returns the texts that agents wrote in the chat after the service window closed, which do not
 * arrive. Returns undefined if they are not known, for example in a host without a transcript.
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
