// Finds texts of Connect's own chat that cannot reach the customer. In native chats, Connect itself
// sends what the agent types to WhatsApp, even if the service window is closed. WhatsApp then does
// not deliver the text.

import type { ConversationView, ReplyView } from '#api'
import { wasOpenUntil } from '#whatsapp/service-window'
import type { AgentText } from '../workspace/transcript.ts'
import type { WorkspaceContact } from '../workspace/workspace.ts'
import type { WindowState } from './window-state.ts'

/**
 * Returns a warning if the agent's last message in the chat will not arrive (`will_not`) or may not
 * arrive (`may_not`). The later of two times counts: `lastAgentMessageAt`, which comes from the
 * chat's transcript in the browser, and `agentWroteAt`, which comes from the API.
 */
export function chatDeliveryWarning(
  { window }: WindowState,
  {
    mode,
    agentWroteAt,
    evidence,
    replies,
  }: Pick<ConversationView, 'mode' | 'agentWroteAt' | 'evidence' | 'replies'>,
  { lastAgentMessageAt, agentTexts }: Pick<WorkspaceContact, 'lastAgentMessageAt' | 'agentTexts'>,
): 'will_not' | 'may_not' | undefined {
  const wroteAt = Math.max(
    lastAgentMessageAt?.getTime() ?? 0,
    agentWroteAt ? Date.parse(agentWroteAt) : 0,
  )
  // True if the agent has turned the text into a message that waits for the customer.
  const isKept = replies.some(
    ({ type, status, acceptedAt }) =>
      type === 'text' && status === 'held' && Date.parse(acceptedAt) > wroteAt,
  )
  const isDelivered = agentTexts.some((text) => text.isDelivered && text.at.getTime() >= wroteAt)
  if (mode !== 'native' || window.is === 'open' || wroteAt === 0 || isKept || isDelivered)
    return undefined
  if (window.is === 'closed')
    return wroteAt > (window.since ?? window.because.at).getTime() ? 'will_not' : undefined
  const until = wasOpenUntil(evidence.map((each) => ({ ...each, at: new Date(each.at) })))
  return wroteAt > (until?.getTime() ?? 0) ? 'may_not' : undefined
}

/**
 * Returns the texts that agents wrote in the chat after the service window had closed, without
 * those that Connect has reported as delivered. Returns undefined if there are none, or if they are
 * unknown, for example because the agent workspace provides no transcript.
 */
export function lostText(
  { window }: Pick<WindowState, 'window'>,
  agentTexts: readonly AgentText[],
): string | undefined {
  const lost = sinceClosed(window, agentTexts).filter(({ isDelivered }) => !isDelivered)
  return lost.length > 0 ? textOf(lost) : undefined
}

/**
 * Returns the waiting replies whose text the customer has already received from the chat, according
 * to Connect. In the chat, the text of one reply may consist of several messages in succession.
 */
export function deliveredCopies(
  { window }: Pick<WindowState, 'window'>,
  { mode, replies }: Pick<ConversationView, 'mode' | 'replies'>,
  agentTexts: readonly AgentText[],
): ReplyView[] {
  if (mode !== 'native') return []
  const texts = sinceClosed(window, agentTexts)
  const isCopy = (body: string, before: Date) =>
    texts.some((_, from) =>
      texts.some((__, to) => {
        const some = texts.slice(from, to + 1)
        return (
          some.length > 0 &&
          some.every(({ at, isDelivered }) => isDelivered && at < before) &&
          textOf(some) === body
        )
      }),
    )
  return replies.filter(
    ({ type, status, shows, acceptedAt }) =>
      type === 'text' &&
      status === 'held' &&
      isCopy((shows as { text: string }).text, new Date(acceptedAt)),
  )
}

const textOf = (texts: readonly AgentText[]) => texts.map(({ text }) => text).join('\n')

function sinceClosed(
  window: WindowState['window'],
  agentTexts: readonly AgentText[],
): readonly AgentText[] {
  if (window.is !== 'closed') return []
  const closedAt = window.since ?? window.because.at
  return agentTexts.filter(({ at }) => at > closedAt)
}
