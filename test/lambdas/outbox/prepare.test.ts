import { expect, it } from 'vitest'
import { objectBehind } from '../../../lambdas/outbox/prepare.ts'

const storage = 'amazon-connect-sales-example/connect/sales/Attachments'
const key = 'connect/sales/Attachments/chat/2026/03/02/a1_20260302T12:00_UTC.pdf'

it.each([
  [
    'a virtual host',
    `https://amazon-connect-sales-example.s3.us-east-1.amazonaws.com/${key}?X-Amz-Signature=x`,
  ],
  [
    'a path',
    `https://s3.us-east-1.amazonaws.com/amazon-connect-sales-example/${key}?X-Amz-Signature=x`,
  ],
  [
    'an encoded path',
    `https://amazon-connect-sales-example.s3.amazonaws.com/${encodeURI(key).replace(':', '%3A')}`,
  ],
])('reads bucket and key from a URL with %s', (_, url) => {
  expect(objectBehind(url, storage)).toEqual({ bucket: 'amazon-connect-sales-example', key })
})

it.each([
  ['another bucket', `https://somebody-elses.s3.amazonaws.com/${key}`],
  [
    'another folder',
    'https://amazon-connect-sales-example.s3.amazonaws.com/connect/sales/CallRecordings/a.wav',
  ],
  [
    'a folder whose name goes on',
    'https://amazon-connect-sales-example.s3.amazonaws.com/connect/sales/Attachments-of-others/a.pdf',
  ],
])('does not use an object in %s', (_, url) => {
  expect(() => objectBehind(url, storage)).toThrow('attachment storage')
})
