// The settings that can be changed while the sandbox runs, as data for the control API.
import { Hono } from 'hono'
import { z } from 'zod'
import type { Sandbox } from './sandbox.ts'

const ms = z.number().min(0)
const count = z.int().min(0)

const changes = z.strictObject({
  whatsapp: z
    .strictObject({
      /**
       * The times after WhatsApp accepted a message. `jitter` lengthens each of them at random by
       * up to this share.
       */
      pace: z
        .strictObject({
          sentMs: ms,
          deliveredMs: ms,
          readMs: ms,
          jitter: z.number().min(0).max(10),
        })
        .partial(),
      /** Whether WhatsApp answers 131056 if one person receives too many messages. */
      pairRate: z.boolean(),
      /**
       * The number of messages per second from one number above which WhatsApp answers 130429. null
       * means no limit.
       */
      messagesPerSecond: z.number().positive().nullable(),
      /** If false, WhatsApp answers 131063. */
      marketing: z.boolean(),
      /** Statuses arrive late, in any order and twice. */
      oddStatuses: z.boolean(),
      /** Error codes with which the next messages are refused, one message each. */
      refusals: z.array(z.int()),
      /** How long Meta's review of a template takes, and its result. */
      reviewMs: ms,
      review: z.union([z.literal('approve'), z.strictObject({ reject: z.string().min(1) })]),
    })
    .partial(),
  connect: z
    .strictObject({
      throttle: z.boolean(),
      rateFactor: z.number().positive(),
      importMs: ms,
      scanMs: ms,
      scan: z.enum(['approve', 'reject']),
      phoneNumbersPerInstance: count,
      concurrentChats: count,
      listsFailedNumbers: z.boolean(),
      tapsArrive: z.boolean(),
      chatsHold: z.boolean(),
      longLinks: z.boolean(),
      titleCaseHeaders: z.boolean(),
      shortMessages: z.boolean(),
      contactInAttachmentKeys: z.boolean(),
      startsAreRemembered: z.boolean(),
      rawNamesInHeaders: z.boolean(),
      sameIdsInTranscript: z.boolean(),
      receiptsStreamed: z.boolean(),
      transcriptPage: z.int().min(1),
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
      fileSizesIn: z.enum(['bytes', 'kilobytes']),
      namesArns: z.boolean(),
      statusKeys: z.strictObject({
        callbackData: z.boolean(),
        envelopeId: z.boolean(),
        wamid: z.boolean(),
      }),
      reportsAccepted: z.boolean(),
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
  // The sandbox stores decisions as functions. These variables hold the settings from which the
  // functions were made.
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
