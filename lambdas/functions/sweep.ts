// Each minute: wakes every conversation with something overdue. A wake may be lost, swallowed as a repetition
// or run out of receives; the outbox is the truth, and this is what makes that harmless.
import { overdue } from '../aws/overdue.ts'
import { wakes } from '../aws/signals.ts'
import type { Clock, Overdue, Wakes } from '../model/ports.ts'
import { env } from '../runtime/env.ts'
import { log } from '../runtime/log.ts'

interface Ports {
  overdue: Overdue
  wakes: Wakes
  now: Clock
}

export function sweep({ overdue, wakes, now }: Ports) {
  return async (): Promise<{ woken: number }> => {
    const at = now()
    const woken = new Set<string>()
    for await (const reply of overdue.before(at)) {
      // One wake finds everything unsent in its conversation, another one everything held.
      const found = `${reply.conversation} ${reply.state === 'held'}`
      if (woken.has(found)) continue
      await wakes.wake(reply, { is: 'sweep', at })
      woken.add(found)
    }
    if (woken.size > 0) log.warn('swept', { wakes: woken.size })
    return { woken: woken.size }
  }
}

export const handler = sweep({
  overdue: overdue(env('TABLE')),
  wakes: wakes(env('WAKES_QUEUE_URL')),
  now: () => new Date(),
})
