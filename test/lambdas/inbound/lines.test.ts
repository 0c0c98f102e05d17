import { describe, expect, it } from 'vitest'
import { parseWhatsAppEnvelope, startsChat } from '#whatsapp/events/events'
import type { MessageEvent } from '#whatsapp/events/types'
import { firstWords, referredMessage } from '../../../lambdas/inbound/context.ts'
import {
  insteadOfFile,
  messagesOf,
  shorterMessages,
  textOf,
} from '../../../lambdas/inbound/lines.ts'
import { isMedia } from '../../../lambdas/inbound/media.ts'
import { keptOf } from '../../../lambdas/inbound/message.ts'

function eventOf(message: object): MessageEvent {
  const [event] = parseWhatsAppEnvelope({
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '+1 555-0199', phone_number_id: '1' },
    messages: [{ from: '15550142', id: 'wamid.X', timestamp: '1790000000', ...message }],
  })
  if (event?.about !== 'message') throw new Error('not a message')
  return event
}
const text = (body: string, beside: object = {}) =>
  eventOf({ type: 'text', text: { body }, ...beside })

describe('the lines before a message', () => {
  it('quote the beginning of the message that the customer quoted, if that message is known', () => {
    const event = text('The second one', { context: { from: '15550199', id: 'wamid.Q' } })
    expect(referredMessage(event)).toBe('wamid.Q')
    expect(textOf(event, 'Which room?')).toBe('[in reply to “Which room?”]\nThe second one')
  })

  it.each([
    ['15550199', 'an earlier message from the business'],
    ['15550142', 'an earlier message from the customer'],
    [undefined, 'an earlier message'],
  ])(
    'say who wrote the message that the customer quoted, if only its sender is known: %s',
    (from, expected) => {
      expect(textOf(text('No', { context: { from, id: 'wamid.Q' } }))).toBe(
        `[in reply to ${expected}]\nNo`,
      )
    },
  )

  it('quote the message whose button the customer tapped, if that message is known', () => {
    const tap = eventOf({ type: 'button', button: { text: 'Yes' }, context: { id: 'wamid.Q' } })
    expect(textOf(tap)).toBe('Yes')
    expect(textOf(tap, 'Is Monday fine?')).toBe('[in reply to “Is Monday fine?”]\nYes')
  })

  it('name the advertisement from which the customer wrote, with its link', () => {
    const referral = {
      source_url: 'https://example.com/ad',
      source_type: 'ad',
      headline: 'Winter boots',
      body: 'Two for one',
    }
    expect(textOf(text('Still on?', { referral }))).toBe(
      '[came from an advertisement: “Winter boots”, “Two for one”, https://example.com/ad]\nStill on?',
    )
    // If the customer's text is empty, the chat shows only the line about the advertisement.
    expect(textOf(text(' ', { referral: { source_type: 'post', headline: 'Boots' } }))).toBe(
      '[came from a post: “Boots”]',
    )
    expect(textOf(text('', { referral: {} }))).toBe('[came from a link]')
  })

  it('name the product that the message is about, and say that the message was forwarded', () => {
    const context = {
      forwarded: true,
      referred_product: { catalog_id: '71', product_retailer_id: 'boot-9' },
    }
    expect(textOf(text('In blue?', { context }))).toBe(
      '[forwarded]\n[about the product boot-9 of the catalog 71]\nIn blue?',
    )
  })

  it('are the only text beside a file whose caption is blank', () => {
    const image = { id: '1', mime_type: 'image/png', caption: ' \u200b\n' }
    expect(textOf(eventOf({ type: 'image', image }))).toBe('')
    expect(
      textOf(eventOf({ type: 'image', image, context: { id: 'wamid.Q' } }), 'Which one?'),
    ).toBe('[in reply to “Which one?”]')
  })

  it('precede the caption of a file', () => {
    const image = { id: '1', mime_type: 'image/png', caption: 'Like this' }
    const event = eventOf({ type: 'image', image, context: { id: 'wamid.Q' } })
    expect(textOf(event, 'Which one?', '[instead]')).toBe(
      '[in reply to “Which one?”]\n[instead]\nLike this',
    )
    expect(textOf(eventOf({ type: 'image', image: { id: '1' } }))).toBe('')
  })
})

describe('the beginning of an earlier message', () => {
  it.each([
    ['a text, in one line', { text: 'Two\n  lines' }, 'Two lines'],
    ['a file', { file: { key: 'k', name: 'plan.pdf', mimeType: '', size: 1 } }, 'plan.pdf'],
    ['nothing that is known', { id: 'wamid.Q' }, undefined],
  ])('is taken from %s', (_, message, expected) => {
    expect(firstWords(message)).toBe(expected)
  })

  it('has at most 80 UTF-16 code units and does not split a character', () => {
    const words = firstWords({ text: `x${'😀'.repeat(60)}` })!
    expect(words.length).toBeLessThanOrEqual(80)
    expect(words).toMatch(/^x(😀)+…$/u)
  })
})

describe('a line in place of a file', () => {
  const content = (type: string, part: object) => {
    const { content: found } = eventOf({ type, [type]: { id: '1', ...part } })
    if (!isMedia(found)) throw new Error('not a file')
    return found
  }
  const file = { key: 'k', name: 'voice-message-1a.ogg', mimeType: 'audio/ogg', size: 3_000_000 }

  it.each([
    ['audio', { voice: true }, 'a voice message'],
    ['audio', {}, 'an audio file'],
    ['sticker', {}, 'a sticker'],
    ['sticker', { animated: true }, 'an animated sticker'],
    ['image', {}, 'a picture'],
    ['document', {}, 'a document'],
  ])('names the kind of file: %s %j', (type, part, kind) => {
    expect(insteadOfFile(content(type, part), file, 'type_or_size')).toBe(
      `The customer sent ${kind} that this chat cannot display: voice-message-1a.ogg (2.9 MB). Open it in the WhatsApp widget.`,
    )
    expect(insteadOfFile(content(type, part), 'unavailable', 'type_or_size')).toBe(
      `The customer sent ${kind} that could not be received. Ask them to send it again.`,
    )
  })

  it('says that Connect refused the file', () => {
    expect(insteadOfFile(content('video', {}), { ...file, size: 900 }, 'refused')).toContain(
      'a video that Connect refused to add to this chat: voice-message-1a.ogg (1 kB)',
    )
  })

  it('is also written for a file without a media id', () => {
    expect(isMedia(eventOf({ type: 'document', document: {} }).content)).toBe(true)
  })
})

describe('a long text', () => {
  it.each([
    ['16,385 letters', 'x'.repeat(16_385)],
    ['letters of two bytes', 'é'.repeat(9_000)],
    ['letters of three bytes', '約'.repeat(20_000)],
    ['emoji', '😀'.repeat(12_000)],
  ])('is split into messages of at most 16,384 bytes: %s', (_, long) => {
    const messages = messagesOf(long)
    expect(Math.max(...messages.map((part) => Buffer.byteLength(part)))).toBeLessThanOrEqual(16_384)
    expect(messages.join('')).toBe(long)
  })

  it('stays one message if it has no more than 16,384 bytes', () => {
    expect(messagesOf('x'.repeat(16_384))).toHaveLength(1)
  })

  it('is split into messages of 1024 characters if Connect refuses longer messages', () => {
    const parts = shorterMessages('word '.repeat(500))
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(1024)
    expect(parts.join('')).toBe('word '.repeat(500))
    expect(shorterMessages('x'.repeat(1024))).toEqual([])
  })
})

it.each([
  ['a text', { type: 'text', text: { body: 'Hi' } }, true],
  ['a tap', { type: 'button', button: { text: 'Yes' } }, true],
  ['an edit, which has new words', { type: 'edit', edit: { original_message_id: 'w' } }, true],
  ['a reaction', { type: 'reaction', reaction: { message_id: 'w', emoji: '👍' } }, false],
  ['a removed reaction', { type: 'reaction', reaction: { message_id: 'w' } }, false],
  ['a deletion', { type: 'revoke', revoke: { original_message_id: 'w' } }, false],
])('decides whether to start a chat for %s', (_, message, expected) => {
  expect(startsChat(eventOf(message))).toBe(expected)
})

describe('the stored text of a message', () => {
  const at = new Date('2026-11-30T12:00:00Z')
  const stored = (event: MessageEvent, earlier?: string) =>
    keptOf(event, 'wamid.X', at, undefined, earlier)

  it('is separate from the text of the message that it quotes', () => {
    const context = {
      id: 'wamid.Q',
      forwarded: true,
      referred_product: { catalog_id: '71', product_retailer_id: 'boot-9' },
    }
    const referral = { source_type: 'ad', headline: 'Boots', source_url: 'https://example.com/b' }
    expect(stored(text('The second one', { context, referral }), 'Which room?')).toEqual({
      id: 'wamid.X',
      at: expect.any(String),
      type: 'text',
      text: 'The second one',
      references: {
        forwarded: true,
        quotes: { id: 'wamid.Q', text: 'Which room?' },
        source: { type: 'ad', texts: ['Boots'], url: 'https://example.com/b' },
        product: { id: 'boot-9', catalog: '71' },
      },
    })
    expect(stored(text('', { context: { forwarded: true } }))).not.toHaveProperty('text')
  })

  it('omits the text of the message that the customer edits, deletes or reacts to', () => {
    const message = { type: 'text', text: { body: 'My secret' } }
    const about = { original_message_id: 'w', message_id: 'w', message }
    for (const type of ['edit', 'revoke', 'reaction'])
      expect(JSON.stringify(stored(eventOf({ type, [type]: about }), 'My secret'))).not.toContain(
        'My secret',
      )
  })

  it('names a file that was not stored, and a voice message', () => {
    const audio = eventOf({ type: 'audio', audio: { id: '1', voice: true } })
    const file = { key: 'k', name: 'a.ogg', mimeType: 'audio/ogg', size: 1 }
    expect(stored(eventOf({ type: 'sticker', sticker: { id: '1' } })).text).toBe('[a sticker]')
    expect(keptOf(audio, 'wamid.X', at, file).text).toBe('[a voice message]')
  })

  it('never ends in the middle of a character', () => {
    expect(stored(text(`x${'😀'.repeat(2500)}`)).text).toMatch(/^x(😀)+…$/u)
  })
})
