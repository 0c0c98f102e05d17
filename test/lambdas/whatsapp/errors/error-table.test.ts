import { describe, expect, it } from 'vitest'
import { EXPLANATIONS } from '#whatsapp/errors/error-causes'
import { SENTENCES, sentenceFor } from '#whatsapp/errors/error-sentences'
import { type Actor, ERROR_TABLE, errorFor, mayRetryLater } from '#whatsapp/errors/error-table'
import { en, es, pt } from '../../../agent-widget/i18n/languages.ts'

const between = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

/**
 * Every error code that is in Meta's list or that users have reported publicly, grouped by the
 * person who can do something about the error.
 */
const CODES: readonly (readonly [who: Actor, ...codes: number[]])[] = [
  [
    'administrator',
    ...[0, 3, 10, 33, 104, 190, 368, ...between(200, 299)],
    ...[130497, 131005, 131030, 131031, 131037, 131042, 131045, 131048, 131063, 131064],
    ...[132007, 132015, 132068, 132069, 134011, 134102, 139200, 131044, 131207, 131214, 131215],
    ...[133000, 133005, 133006, 133008, 133009, 133010, 133015, 133016, 138000, 138018],
    ...[...between(139000, 139004), ...between(141000, 141010), ...between(147001, 147005)],
    ...[200005, 200006, 200007, 2593107, 2593108, 2593109, 2388012, 2388091, 2388093, 2388103],
    ...[2494100, 2494164, 2494165, 2494166, 2494167, 2494168, 2494176, 2494177, 2494179],
    ...[2388003, 2388019, 2388023, 2388024, 2388039, 2388040, 2388047, 2388060, 2388072, 2388073],
    ...[2388081, 2388273, 2388293, 2388299, 2388318, 2388330],
  ],
  [
    'agent',
    ...[100, 470, 130403, 131008, 131009, 131014, 131020, 131021, 131041, 131043, 131047, 131053],
    ...[131055, 131058, 131062, 131209, 131210, 132000, 132001, 132005, 132008, 132012, 132016],
    ...[132018, 134100, 134103, 135000, 137000, 138003, 138006, 138009, 138012],
    ...[139100, 139101, 139102, 139103, 1006, 1013],
  ],
  ['customer', 130472, 131026, 131049, 131050, 131052, 131060, 138001],
  [
    'developer',
    ...[192, 613, 131059, 131201, 131202, 131204, 131212, 131213],
    ...[138004, 138007, 138013, 200002],
  ],
  [
    'none',
    ...[1, 2, 4, 17, 341, 80007, 80008, 130429, 131000, 131016, 131035, 131051, 131056, 131057],
    ...[131208, 131211, 133004, 134101, 138002, 138005, 1752041],
  ],
]

describe('WhatsApp’s errors', () => {
  it('have a row for every known code, and only for these, with the cause, the remedy and who must act', () => {
    const expected = CODES.flatMap(([who, ...codes]) => codes.map((code) => [code, who]))
    const rows = [...ERROR_TABLE.values()].map(({ code, who }) => [code, who])

    const byCode = (a: unknown[], b: unknown[]) => Number(a[0]) - Number(b[0])
    expect(rows.sort(byCode)).toEqual(expected.sort(byCode))
    expect([...EXPLANATIONS.keys()].sort()).toEqual([...ERROR_TABLE.keys()].sort())
    for (const { cause, remedy } of EXPLANATIONS.values()) {
      expect(cause).not.toBe('')
      expect(remedy).not.toBe('')
    }
  })

  it('each have a sentence in three languages, and no two sentences are the same', () => {
    for (const { code } of ERROR_TABLE.values()) {
      const worded = [en, es, pt].map(({ failures }) => sentenceFor({ code }, failures))
      expect(new Set(worded).size).toBe(3)
    }
  })

  it('have the same English sentence in the widget as in the API and on the command line', () => {
    expect(en.failures).toEqual(SENTENCES)
  })

  it('are retried automatically only if temporary, and if the message was certainly not sent', () => {
    const repeated = [...ERROR_TABLE.values()].filter(({ code }) => mayRetryLater(code))

    expect(repeated.map(({ code }) => code)).toEqual(
      expect.arrayContaining([4, 80007, 130429, 131042, 131056, 131057]),
    )
    expect(repeated.every(({ certain, retry }) => certain && retry === 'backoff')).toBe(true)
  })

  it.each([1, 2, 131000, 131016, 133004])(
    'with the code %i leave open whether the message has arrived',
    (code) => {
      expect(errorFor(code)).toMatchObject({ certain: false, retry: 'backoff' })
      expect(mayRetryLater(code)).toBe(false)
    },
  )

  it.each([
    [131047, 'The 24-hour window is closed. Send a template.', 'agent'],
    [470, 'The 24-hour window is closed. Send a template.', 'agent'],
    [131026, 'This customer cannot be reached on WhatsApp. Use another channel.', 'customer'],
    [250, 'The WhatsApp connection needs attention. Tell your administrator.', 'administrator'],
    [
      131058,
      'The template hello_world can only be sent from Meta’s public test numbers. Choose another template.',
      'agent',
    ],
  ])('with the code %i say what the agent can do', (code, sentence, who) => {
    expect(sentenceFor({ code })).toBe(sentence)
    expect(errorFor(code).who).toBe(who)
  })

  it('with the code 131042 are retried, and are described to the agent as a problem of billing', () => {
    expect(errorFor(131042)).toMatchObject({ retry: 'backoff', who: 'administrator' })
    expect(sentenceFor({ code: 131042 })).toContain('billing')
  })

  it('allow no retry within a day if the code is 131049', () => {
    expect(errorFor(131049).retry).toBe('later')
    expect(sentenceFor({ code: 131049 })).toMatch(
      /not send the message again within 24 hours.*US numbers/,
    )
  })

  it.each([
    [134100, 'never'],
    [134101, 'later'],
    [134102, 'fix'],
  ])('include %i, a code of the marketing API, with the kind of retry “%s”', (code, retry) => {
    expect(errorFor(code).retry).toBe(retry)
  })

  it('are displayed with Meta’s title and details, and not retried, if the code is unknown', () => {
    const error = { code: 999_999, title: 'Brand new', details: 'The moon is full' }

    expect(errorFor(999_999)).toMatchObject({ known: false, certain: true, retry: 'never' })
    expect(sentenceFor(error, es.failures)).toBe(
      'WhatsApp no entregó este mensaje. (999999: Brand new. The moon is full)',
    )
    expect(sentenceFor({ code: 999_999 })).toBe('WhatsApp did not deliver this message.')
  })

  it('are displayed without Meta’s title and details if the table has a sentence for the code', () => {
    expect(sentenceFor({ code: 131_047, title: 'Re-engagement message' })).toBe(
      'The 24-hour window is closed. Send a template.',
    )
  })
})
