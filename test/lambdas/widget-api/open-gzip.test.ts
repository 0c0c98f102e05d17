import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { closedGzip, openGzip } from '../../../lambdas/widget-api/open-gzip.ts'

const read = (bytes: Uint8Array) => JSON.parse(gunzipSync(bytes).toString())

it('compresses an object so that members can be appended later and the result is decompressed as one text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string()),
      fc.dictionary(fc.stringMatching(/^b\w*$/), fc.jsonValue(), {
        minKeys: 1,
        noNullPrototype: true,
      }),
      (list, members) => {
        expect(read(closedGzip(openGzip({ a: list }), members))).toEqual(
          JSON.parse(JSON.stringify({ a: list, ...members })),
        )
      },
    ),
  )
})

it('appends different members to the same compressed object', () => {
  const open = openGzip({ templates: ['x'.repeat(100_000)] })

  expect(read(closedGzip(open, { version: '1' })).version).toBe('1')
  expect(read(closedGzip(open, { version: '2' })).version).toBe('2')
})
