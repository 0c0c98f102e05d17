// The schema of a text with a maximum size in UTF-8 bytes.
import * as z from 'zod'
import { bytesOf } from '#whatsapp/messages/text'

/** Returns the schema of a text. `least` and `most` are in UTF-8 bytes. */
export const limitedText = (most: number, least: 0 | 1 = 1) => limited(z.string(), most, least)

/**
 * Returns the schema of a text without spaces at the beginning and the end. The schema removes
 * these spaces before it checks the size of the text.
 */
export const trimmedText = (most: number) => limited(z.string().trim(), most, 1)

const limited = (text: z.ZodString, most: number, least: number) =>
  text
    .min(least)
    .refine((written) => bytesOf(written) <= most, {
      error: ({ input }) =>
        `a text of at most ${most} bytes. This one takes ${bytesOf(String(input))}: letters such as é take 2 bytes, 漢 takes 3 and most emoji take 4. Shorten it`,
      params: { mostBytes: most },
    })
    // An editor cannot count bytes, so the JSON Schema for editors has the same number as a limit in
    // characters. It refuses no valid text, because a text never has more characters than bytes.
    .meta({ maxLength: most })

/** Returns the limit that a text exceeds, or undefined for any other problem. */
export const mostBytesOf = (issue: z.core.$ZodIssue): number | undefined =>
  issue.code === 'custom' ? issue.params?.mostBytes : undefined
