import { expect, it } from 'vitest'
import { objectBehind, preparation } from '../../lambdas/prepare-reply.ts'
import type { Reply } from '../../lambdas/reply.ts'

const storage = 'amazon-connect-sales-example/connect/sales/Attachments'
const key = 'connect/sales/Attachments/chat/2026/03/02/a1_20260302T12:00_UTC.pdf'

it.each([
  ['a virtual host', `https://amazon-connect-sales-example.s3.us-east-1.amazonaws.com/${key}?X-Amz-Signature=x`],
  ['a path', `https://s3.us-east-1.amazonaws.com/amazon-connect-sales-example/${key}?X-Amz-Signature=x`],
  ['an encoded path', `https://amazon-connect-sales-example.s3.amazonaws.com/${encodeURI(key).replace(':', '%3A')}`],
])('reads bucket and key out of a URL with %s', (_, url) => {
  expect(objectBehind(url, storage)).toEqual({ bucket: 'amazon-connect-sales-example', key })
})

it.each([
  ['another bucket', `https://somebody-elses.s3.amazonaws.com/${key}`],
  ['another folder', 'https://amazon-connect-sales-example.s3.amazonaws.com/connect/sales/CallRecordings/a.wav'],
  ['a folder whose name goes on', 'https://amazon-connect-sales-example.s3.amazonaws.com/connect/sales/Attachments-of-others/a.pdf'],
])('uses no object in %s', (_, url) => {
  expect(() => objectBehind(url, storage)).toThrow('attachment storage')
})

it('gives a URL that is too long for social messaging as bucket and key instead', async () => {
  const url = `https://amazon-connect-sales-example.s3.us-east-1.amazonaws.com/${key}?X-Amz-Security-Token=${'x'.repeat(2000)}`
  const posted: object[] = []
  const { prepare } = preparation({
    mediaIds: { get: async () => undefined, remember: async () => {} },
    whatsapp: {
      send: async () => ({ messageId: '' }),
      postMedia: async (_, from) => {
        posted.push(from)
        return { mediaId: '42' }
      },
      mediaInfo: async () => ({ mimeType: '', size: 0 }),
      fetchMedia: async () => {},
    },
    files: {
      bucket: 'ours',
      head: async () => undefined,
      start: async () => ({ bytes: new TextEncoder().encode('%PDF-1.7'), size: 1000 }),
      find: async () => undefined,
      stream: async () => new ReadableStream(),
    },
    chat: {
      say: async () => 'said',
      attach: async () => 'attached',
      attachmentUrl: async () => ({ url }),
      connect: async () => undefined,
    },
    conversations: {
      get: async () => undefined,
      note: async () => {},
      inbound: async () => {},
      contactStarted: async () => {},
      refused: async () => {},
      setChat: async () => true,
    },
    attachments: storage,
    now: () => new Date('2026-03-02T12:00:00Z'),
  })
  const chat = {
    contactId: 'c1',
    openedBy: 'w1',
    startedAt: '',
    participantToken: 't',
    connectionToken: 't',
    connectionExpiresAt: '2026-03-03T12:00:00Z',
  }
  const conversation = { id: 'n/+15550142', mode: 'bridged' as const, phoneNumberId: 'n', customer: { number: '+15550142' }, chat }
  const attachments = [{ attachmentId: 'a1', name: 'a.pdf', mimeType: 'application/pdf', status: 'APPROVED' as const }]
  const reply = {
    contactId: 'c1',
    content: { type: 'attachments', at: '2026-03-02T12:00:00Z', attachments },
    parts: [],
  } as unknown as Reply

  expect(await prepare(conversation, reply, {})).toEqual({ media: { a1: '42' }, problems: [] })
  expect(posted).toEqual([{ bucket: 'amazon-connect-sales-example', key }])
})
