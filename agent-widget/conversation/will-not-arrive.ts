// Native chats only: what is typed into the CCP after the window closed cannot be stopped, and will not arrive.
import type { ConversationView } from '../../lambdas/api.ts'
import type { WindowNow } from './window-now.ts'

/** `lastAgentMessageAt` is what the host's transcript tells; a host without one leaves it to the API. */
export function willNotArrive(
  { window }: WindowNow,
  { mode, agentWroteAt }: Pick<ConversationView, 'mode' | 'agentWroteAt'>,
  lastAgentMessageAt: Date | undefined,
): boolean {
  if (mode !== 'native' || window.is !== 'closed') return false
  const closedAt = window.since ?? window.because.at
  return [lastAgentMessageAt, agentWroteAt && new Date(agentWroteAt)].some((wroteAt) => wroteAt && wroteAt > closedAt)
}
