import { expect, it } from 'vitest'
import { answers, requestReceipt } from '../../../lambdas/outbox/receipts.ts'

const now = new Date('2026-11-30T12:00:00Z')
const receipts = { request: () => Promise.reject(new Error('the queue is unavailable')) }

it('sends a reply even if requesting the read receipt fails', async () => {
  const { answered, requestReceipts } = answers({ receipts, now: () => now })
  const conversation = { id: 'c', mode: 'bridged', inboundAt: now.toISOString() } as const
  answered({ ...conversation, phoneNumberId: 'p', customer: {} }, {
    by: { role: 'AGENT' },
  } as never)

  await expect(requestReceipts('c')).resolves.toBeUndefined()
  await expect(requestReceipt(receipts, 'c', 'typing', now)).resolves.toBeUndefined()
})
