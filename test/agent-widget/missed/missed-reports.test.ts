import { expect, it } from 'vitest'
import { missedReports } from '../../../agent-widget/missed/missed-reports.ts'

const DAY_MS = 24 * 60 * 60_000

function aWidget({ fails = false }: { fails?: boolean } = {}) {
  const world = { now: 0, sent: [] as { contact: string; report: object }[] }
  let timers: (() => void)[] = []
  const missed = missedReports({
    async send(contact, report) {
      world.sent.push({ contact, report })
      if (fails) throw new Error('no answer')
    },
    later: (run) => void timers.push(run),
    now: () => world.now,
  })
  async function timePasses(ms = 60_000) {
    world.now += ms
    const due = timers
    timers = []
    for (const run of due) run()
    await Promise.resolve()
  }
  return { world, missed, timePasses }
}

it('reports words of several searches in one request, and never a whole search or message', async () => {
  const { world, missed, timePasses } = aWidget()

  missed.notFound('one', 'Refund for LH1166')
  missed.notFound('one', 'hotel refund')
  missed.withheld('one', 'weekend_getaways')
  missed.afterWindow('one', 'Your invoice follows, Ana.')
  missed.notFound('two', 'voucher')
  await timePasses()

  expect(world.sent).toEqual([
    {
      contact: 'one',
      report: {
        notFound: ['refund', 'hotel'],
        withheld: ['weekend_getaways'],
        afterWindow: ['invoice', 'follows', 'ana'],
      },
    },
    { contact: 'two', report: { notFound: ['voucher'] } },
  ])
})

it('reports a word at most once a day, even if the API does not answer', async () => {
  const { world, missed, timePasses } = aWidget({ fails: true })

  for (const query of ['refund', 'Refund', 'refund']) {
    missed.notFound('one', query)
    await timePasses()
  }
  await timePasses(DAY_MS)
  missed.notFound('one', 'refund')
  await timePasses()

  expect(world.sent).toHaveLength(2)
})

it('never reports more words than the API accepts', async () => {
  const { world, missed, timePasses } = aWidget()
  const letters = 'abcdefghijklmnopqrstuvwxyz'.split('')

  for (const letter of letters) missed.notFound('one', letter.repeat(5))
  await timePasses()

  expect(world.sent).toMatchObject([{ report: { notFound: { length: 20 } } }])
})

it('reports no words if the setting for missed words is off', () => {
  const timers: (() => void)[] = []
  const missed = missedReports({
    send: undefined,
    later: (run) => void timers.push(run),
    now: () => 0,
  })

  missed.notFound('one', 'refund')

  expect(timers).toEqual([])
})
