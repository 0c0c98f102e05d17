// Native chats only: what is typed into the CCP after the window closed cannot be stopped, and will not arrive.
import type { WindowNow } from './window-now.ts'

export function willNotArrive({ window, tone }: WindowNow, mode: 'native' | 'bridged', lastAgentMessageAt: Date | undefined): boolean {
  if (mode !== 'native' || tone !== 'closed' || window.is !== 'closed' || !lastAgentMessageAt) return false
  const closedAt = window.since ?? window.because.at
  return lastAgentMessageAt > closedAt
}
