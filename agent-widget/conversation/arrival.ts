// Native chats only: what is typed into the chat itself goes to WhatsApp by itself, and after the window closed nothing stops it.
import { wasOpenUntil } from '#whatsapp/service-window'
import type { ConversationView } from '../../lambdas/widget-api/api.ts'
import type { WindowNow } from './window-state.ts'

/**
 * What to say of it; undefined: nothing speaks against it. `lastAgentMessageAt` is what the host's transcript tells; a host
 * without one leaves it to the API.
 */
export function arrivalOf(
  { window }: WindowNow,
  { mode, agentWroteAt, evidence }: Pick<ConversationView, 'mode' | 'agentWroteAt' | 'evidence'>,
  lastAgentMessageAt: Date | undefined,
): 'will_not' | 'may_not' | undefined {
  const wroteAt = Math.max(
    lastAgentMessageAt?.getTime() ?? 0,
    agentWroteAt ? Date.parse(agentWroteAt) : 0,
  )
  if (mode !== 'native' || window.is === 'open' || wroteAt === 0) return undefined
  if (window.is === 'closed')
    return wroteAt > (window.since ?? window.because.at).getTime() ? 'will_not' : undefined
  const until = wasOpenUntil(evidence.map((each) => ({ ...each, at: new Date(each.at) })))
  return wroteAt > (until?.getTime() ?? 0) ? 'may_not' : undefined
}
