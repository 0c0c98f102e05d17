// The part of the control API that reads and changes the settings while the sandbox runs.
import { Hono } from 'hono'
import { z } from 'zod'
import { guesses } from '../../provisioning/verify/guesses.ts'
import { type GuessValues, namesTriedIn } from './guesses.ts'
import type { Sandbox } from './sandbox.ts'

const ms = z.number().min(0)
const count = z.int().min(0)

const changes = z.strictObject({
  whatsapp: z
    .strictObject({
      /**
       * The times from WhatsApp's acceptance of a message until each of its statuses, in
       * milliseconds. Each time is lengthened by a random share of at most `jitter`.
       */
      pace: z
        .strictObject({
          sentMs: ms,
          deliveredMs: ms,
          readMs: ms,
          jitter: z.number().min(0).max(10),
        })
        .partial(),
      /**
       * Whether WhatsApp refuses a message with error 131056 if the business has sent the customer
       * too many messages.
       */
      pairRate: z.boolean(),
      /**
       * The number of messages per second that WhatsApp accepts from one business number. WhatsApp
       * refuses further messages with error 130429. null means no limit.
       */
      messagesPerSecond: z.number().positive().nullable(),
      /**
       * Whether WhatsApp accepts marketing templates. It refuses them with error 131063 otherwise.
       */
      marketing: z.boolean(),
      /** Whether statuses arrive late, in any order and twice. */
      oddStatuses: z.boolean(),
      /** Error codes with which WhatsApp refuses the next messages, one code for each message. */
      refusals: z.array(z.int()),
      /** How long Meta's review of a template takes, and the result of the review. */
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
    })
    .partial(),
  socialMessaging: z
    .strictObject({
      quotas: z.boolean(),
      incomplete: z.array(z.string()),
    })
    .partial(),
  aws: z.strictObject({ indexLagMs: ms }).partial(),
  /** The values of details that AWS and Meta do not document (see guesses.ts). */
  guesses: z.strictObject(guessShapes()).partial(),
})

type Changes = z.infer<ReturnType<typeof changes.partial>>

function guessShapes() {
  const shapes = namesTriedIn('sandbox').map((name) => [name, z.enum(guesses[name].values)])
  return Object.fromEntries(shapes) as { [Name in keyof GuessValues]: z.ZodType<GuessValues[Name]> }
}

export function settingsApi({
  settings: { whatsapp, connect, socialMessaging, aws },
  guesses: guessed,
}: Pick<Sandbox, 'settings' | 'guesses'>): Hono {
  const app = new Hono()
  // The last values of two settings that the API has to return. The sandbox itself stores these
  // settings as functions, from which they cannot be read.
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
      guesses: guessed,
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
    const { scan: passes, ...ofConnect } = changed.connect ?? {}
    Object.assign(connect, ofConnect)
    if (passes !== undefined) {
      scan = passes
      connect.approves = () => passes === 'approve'
    }
    Object.assign(socialMessaging, changed.socialMessaging)
    Object.assign(aws, changed.aws)
    Object.assign(guessed, changed.guesses)
  }

  app.get('/', (c) => c.json(shown()))
  app.patch('/', async (c) => {
    apply(changes.partial().parse(await c.req.json()))
    return c.json(shown())
  })
  return app
}
