// The schema of a text whose size is limited in bytes of UTF-8.
import * as z from 'zod'
import { bytesOf } from '#whatsapp/messages/text'

/** `least` and `most` are in bytes. */
export const limitedText = (most: number, least: 0 | 1 = 1) => limited(z.string(), most, least)

/** Spaces at the beginning and the end are removed before the text is checked. */
export const trimmedText = (most: number) => limited(z.string().trim(), most, 1)

const limited = (text: z.ZodString, most: number, least: number) =>
  text
    .min(least)
    .refine((written) => bytesOf(written) <= most, {
      error: ({ input }) =>
        `a text of at most ${most} bytes. This one takes ${bytesOf(String(input))}: letters such as é take 2 bytes, 漢 takes 3 and most emoji take 4. Shorten it`,
      params: { mostBytes: most },
    })
    // A text of so many bytes never has more characters. Editors can check only the characters.
    .meta({ maxLength: most })

/** The limit that a text exceeds, or undefined if the problem is another one. */
export const mostBytesOf = (issue: z.core.$ZodIssue): number | undefined =>
  issue.code === 'custom' ? issue.params?.mostBytes : undefined
