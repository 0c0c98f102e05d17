// The schema of the circuit breaker's settings and state in the supervisors' API.
import * as z from 'zod'

const percent = z.int().min(1).max(100).optional()

export const breakerSettings = z.strictObject({
  isOn: z.boolean(),
  lowQuality: z.boolean(),
  failures: percent,
  stops: percent,
})

export const breakerCause = z.discriminatedUnion('is', [
  z.object({ is: z.literal('low_quality') }),
  z.object({ is: z.literal('failures'), failed: z.int(), sent: z.int() }),
  z.object({ is: z.literal('stops'), stopped: z.int(), sent: z.int() }),
])

export const breakerView = z.object({
  settings: breakerSettings,
  withheld: z
    .array(
      z.object({
        name: z.string(),
        at: z.string(),
        cause: breakerCause,
        changeId: z.string(),
        successor: z.string().optional(),
      }),
    )
    .readonly(),
  /**
   * The templates that must be withheld but cannot be, because the WABA's stored curation would
   * become too large.
   */
  refused: z.object({ count: z.int(), since: z.string() }).optional(),
  /** The templates whose messages currently fail often. */
  failing: z
    .array(z.object({ name: z.string(), sent: z.int(), failed: z.int(), since: z.string() }))
    .readonly(),
})
