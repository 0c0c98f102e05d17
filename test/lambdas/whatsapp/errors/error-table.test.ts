import { describe, expect, it } from 'vitest'
import { ERROR_TABLE, errorFor, mayRetryLater, sentenceFor } from '#whatsapp/errors/error-table'

describe('WhatsApp’s errors', () => {
  it('each has a sentence for the agent in three languages, none the same in two', () => {
    for (const { tell } of ERROR_TABLE.values())
      expect(new Set([tell.en, tell.es, tell.pt]).size).toBe(3)
  })

  it('only rates and the short maintenance are repeated by themselves', () => {
    const repeated = [...ERROR_TABLE.keys()].filter(mayRetryLater).sort((a, b) => a - b)

    expect(repeated).toEqual([4, 80007, 130429, 131056, 131057])
  })

  it.each([1, 2, 131000, 131016, 133004])('%i leaves open whether the message arrived', (code) => {
    expect(errorFor(code)).toMatchObject({ certain: false, retry: 'backoff' })
    expect(mayRetryLater(code)).toBe(false)
  })

  it.each([
    [131047, 'The 24-hour window is closed. Send a template.', 'agent'],
    [470, 'The 24-hour window is closed. Send a template.', 'agent'],
    [131026, 'This customer cannot be reached on WhatsApp. Use another channel.', 'customer'],
    [131042, 'WhatsApp billing needs attention. Tell your administrator.', 'administrator'],
    [250, 'The WhatsApp connection needs attention. Tell your administrator.', 'administrator'],
  ])('%i tells the agent what to do', (code, sentence, who) => {
    expect(sentenceFor(code)).toBe(sentence)
    expect(errorFor(code).who).toBe(who)
  })

  it.each([
    [134100, 'never'],
    [134101, 'later'],
    [134102, 'fix'],
  ])('%i of the marketing API is tried again %s', (code, retry) => {
    expect(errorFor(code).retry).toBe(retry)
  })

  it('a code nobody knows is a failure that is not repeated', () => {
    expect(errorFor(999_999)).toMatchObject({ code: 999_999, certain: true, retry: 'never' })
    expect(sentenceFor(999_999, 'es')).toBe('WhatsApp no entregó este mensaje.')
  })
})
