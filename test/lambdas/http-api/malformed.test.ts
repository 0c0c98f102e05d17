import { expect, it } from 'vitest'
import { replyRequest, uploadRequest } from '#api'
import { parsed } from '../../../lambdas/http-api/malformed.ts'
import { RequestRefused } from '../../../lambdas/runtime/refused.ts'

const requestId = '00000000-0000-4000-8000-000000000001'

const malformed = (...request: Parameters<typeof parsed>) => {
  try {
    parsed(...request)
    return []
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error
    return error.problems
  }
}

const sentences = (message: unknown) =>
  malformed(replyRequest, { requestId, message }).map(({ message: sentence }) => sentence)

it.each<[string, unknown, string]>([
  ['a missing member', { type: 'text' }, '“message.body” is missing. It should be text.'],
  [
    'a value of another type',
    { type: 'location', latitude: '38.7', longitude: 1 },
    '“message.latitude” is a string. It should be a number.',
  ],
  [
    'a member that is not known',
    { type: 'location', latitude: 1, longitude: 1, zoom: 3 },
    '“message” has members that are not known here: zoom. Leave them out.',
  ],
  [
    'an unknown type of message',
    { type: 'fax' },
    '“message.type” should be one of text, media, location, contacts, buttons, list, cta_url, location_request, form, reaction, template.',
  ],
  [
    'a value outside a closed set',
    { type: 'media', kind: 'hologram', uploadId: 'u' },
    '“message.kind” should be one of image, video, audio, document, sticker.',
  ],
  ['a message that is none', 'Hello', '“message” is a string. It should be an object.'],
])('describes %s with its name, its value and the expected type', (_, message, sentence) => {
  expect(sentences(message)).toEqual([sentence])
})

it('describes lengths, sizes and patterns in words', () => {
  const file = { name: '', mimeType: 'pdf', size: 0.5, sha256: 'x' }

  expect(malformed(uploadRequest, file).map(({ message }) => message)).toEqual([
    '“name” should be 1 character or more.',
    '“mimeType” should be a MIME type such as application/pdf.',
    '“size” is a number. It should be a whole number.',
    '“sha256” should be the SHA-256 of the file, in base64.',
  ])
})

it('describes a body that is not an object', () => {
  expect(malformed(replyRequest, null)).toMatchObject([
    {
      code: 'malformed_request',
      path: '',
      message: 'The request is null. It should be an object.',
    },
  ])
})

it('returns a request that matches its schema', () => {
  const request = { requestId, message: { type: 'text', body: 'Hi' } }

  expect(parsed(replyRequest, request)).toEqual(request)
})
