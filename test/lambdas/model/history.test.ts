import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type HistoryPosition, historyPage, type PlacedMessage } from '#model/history'
import type { Reply } from '#model/reply'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 0, minute)).toISOString()
const reply = (minute: number) =>
  ({ id: `reply-${minute}`, order: `${at(minute)}#r`, acceptedAt: at(minute) }) as Reply
const received = (minute: number): PlacedMessage => ({
  place: `${at(minute)}#m`,
  message: { id: `message-${minute}`, at: at(minute), type: 'text' },
})
const newestFirst = (minutes: readonly number[]) => minutes.toSorted((a, b) => b - a)

it('merges sent and received messages, each once, newest first, whatever the page size', () => {
  const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 5_000 }), { maxLength: 12 })
  fc.assert(
    fc.property(minutes, minutes, fc.integer({ min: 1, max: 5 }), (sent, got, limit) => {
      const replies = newestFirst(sent).map(reply)
      const messages = newestFirst(got).map(received)
      const read: string[] = []
      let from: HistoryPosition | undefined = {}
      for (let page = 0; from && page < 30; page++) {
        const { reply: order, message: place }: HistoryPosition = from
        const { entries, next } = historyPage(
          replies.filter((each) => !order || each.order < order).slice(0, limit + 1),
          messages.filter((each) => !place || each.place < place).slice(0, limit + 1),
          limit,
          from,
        )
        expect(entries.length).toBeLessThanOrEqual(limit)
        read.push(
          ...entries.map((each) => ('reply' in each ? each.reply.id : each.received.message.id)),
        )
        from = next
      }
      const whole = [
        ...sent.map((minute) => ({ minute, id: `reply-${minute}` })),
        ...got.map((minute) => ({ minute: minute + 0.5, id: `message-${minute}` })),
      ]
      expect(read).toEqual(whole.toSorted((a, b) => b.minute - a.minute).map(({ id }) => id))
    }),
  )
})
