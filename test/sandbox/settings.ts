// What can be set while the sandbox runs, as data: for the control API, and for whoever wants to see it all at once.
import { Hono } from 'hono'
import { z } from 'zod'
import type { Sandbox } from './sandbox.ts'

const ms = z.number().min(0)
const count = z.int().min(0)

const changes = z.strictObject({
  whatsapp: z
    .strictObject({
      /** After WhatsApp took a message; `jitter` stretches each time at random by up to this share. */
      pace: z
        .strictObject({
          sentMs: ms,
          deliveredMs: ms,
          readMs: ms,
          jitter: z.number().min(0).max(10),
        })
        .partial(),
      /** 131056 when one person gets too many. */
      pairRate: z.boolean(),
      /** 130429 above so many a second from one number; null: no limit. */
      messagesPerSecond: z.number().positive().nullable(),
      /** false: 131063. */
      marketing: z.boolean(),
      /** Late, in any order and twice. */
      oddStatuses: z.boolean(),
      /** How long Meta looks at a template, and what it says then. */
      reviewMs: ms,
      review: z.union([z.literal('approve'), z.strictObject({ reject: z.string().min(1) })]),
    })
    .partial(),
  connect: z
    .strictObject({
      throttle: z.boolean(),
      importMs: ms,
      scanMs: ms,
      scan: z.enum(['approve', 'reject']),
      phoneNumbersPerInstance: count,
      concurrentChats: count,
      tapsArrive: z.boolean(),
      chatsHold: z.boolean(),
      longLinks: z.boolean(),
      customerNumberIn: z
        .strictObject({
          customerEndpoint: z.boolean(),
          initialConnection: z.boolean(),
          attribute: z.boolean(),
        })
        .partial(),
    })
    .partial(),
  socialMessaging: z
    .strictObject({
      receivedEvent: z.enum(['without sender', 'with sender', 'none']),
      quotas: z.boolean(),
      incomplete: z.array(z.string()),
    })
    .partial(),
  aws: z.strictObject({ indexLagMs: ms }).partial(),
})

type Changes = z.infer<ReturnType<typeof changes.partial>>

export function settingsApi({
  whatsapp,
  connect,
  socialMessaging,
  aws,
}: Sandbox['settings']): Hono {
  const app = new Hono()
  // Decisions are functions inside; these are what they were made from.
  let review: NonNullable<NonNullable<Changes['whatsapp']>['review']> = 'approve'
  let scan: 'approve' | 'reject' = 'approve'

  const shown = () => {
    const { review: _review, messagesPerSecond, ...ofWhatsApp } = whatsapp
    const { approves: _approves, ...ofConnect } = connect
    const perSecond = Number.isFinite(messagesPerSecond) ? messagesPerSecond : null
    return {
      whatsapp: { ...ofWhatsApp, messagesPerSecond: perSecond, review },
      connect: { ...ofConnect, scan },
      socialMessaging,
      aws,
    }
  }

  function apply(changed: Changes) {
    const { pace, review: decision, messagesPerSecond, ...ofWhatsApp } = changed.whatsapp ?? {}
    Object.assign(whatsapp, ofWhatsApp)
    Object.assign(whatsapp.pace, pace)
    if (messagesPerSecond !== undefined)
      whatsapp.messagesPerSecond = messagesPerSecond ?? Number.POSITIVE_INFINITY
    if (decision !== undefined) {
      review = decision
      whatsapp.review = () => (decision === 'approve' ? undefined : decision.reject)
    }
    const { scan: passes, customerNumberIn, ...ofConnect } = changed.connect ?? {}
    Object.assign(connect, ofConnect)
    Object.assign(connect.customerNumberIn, customerNumberIn)
    if (passes !== undefined) {
      scan = passes
      connect.approves = () => passes === 'approve'
    }
    Object.assign(socialMessaging, changed.socialMessaging)
    Object.assign(aws, changed.aws)
  }

  app.get('/', (c) => c.json(shown()))
  app.patch('/', async (c) => {
    apply(changes.partial().parse(await c.req.json()))
    return c.json(shown())
  })
  return app
}
