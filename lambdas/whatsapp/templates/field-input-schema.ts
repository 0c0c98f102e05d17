// The schema of the input that supervisors choose for a field. field-inputs.ts contains the rules
// for values.
import * as z from 'zod'
import { LONGEST_CHOICE, LONGEST_DEFAULT, MOST_CHOICES } from '#whatsapp/templates/curation-limits'
import { limitedText } from '#whatsapp/templates/limited-text-schema'

const locked = z
  .literal(true)
  .optional()
  .describe('true: agents see the default value of the field, and cannot change it')

const length = z.int().min(1).max(LONGEST_DEFAULT).optional()

/**
 * Returns whether the lower limit is not above the upper limit. A missing limit is never a
 * contradiction.
 */
const isInOrder = (least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY) =>
  least <= most

export const fieldInput = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('text').describe('Any text'),
      minLength: length.describe('The minimum number of characters'),
      maxLength: length.describe('The maximum number of characters'),
      locked,
    })
    .refine(({ minLength, maxLength }) => isInOrder(minLength, maxLength), {
      path: ['maxLength'],
      error: 'at least as large as "minLength"',
    }),
  z.strictObject({
    type: z.literal('choice').describe('One of a list'),
    choices: z
      .array(limitedText(LONGEST_CHOICE))
      .min(1)
      .max(MOST_CHOICES)
      .refine((choices) => new Set(choices).size === choices.length, {
        error: 'texts that all differ',
      })
      .readonly()
      .describe('The texts from which agents choose'),
    locked,
  }),
  z.strictObject({
    type: z.literal('date').describe('A date, which is written out in the template’s language'),
    locked,
  }),
  z.strictObject({
    type: z.literal('amount').describe('An amount, which is written in the template’s language'),
    currency: z
      .string()
      .max(3)
      .regex(/^[A-Z]{3}$/, 'the code of a currency, such as EUR')
      .describe('The code of the currency (ISO 4217), such as EUR'),
    locked,
  }),
  z
    .strictObject({
      type: z
        .literal('number')
        .describe('A number, with the decimal mark of the template’s language'),
      min: z.number().optional().describe('The smallest number'),
      max: z.number().optional().describe('The largest number'),
      locked,
    })
    .refine(({ min, max }) => isInOrder(min, max), {
      path: ['max'],
      error: 'at least as large as "min"',
    }),
  z.strictObject({ type: z.literal('link').describe('A whole link with https://'), locked }),
  z.strictObject({
    type: z.literal('phone').describe('A phone number with + and the country code'),
    locked,
  }),
])
