import { expect, it } from 'vitest'
import { check } from '../../../provisioning/doctor/finding.ts'

it.each([
  ['ServiceUnavailable', 503, /^Run "connect-whatsapp doctor" again later/],
  ['InvalidParameterException', 400, /^Correct this, then run "connect-whatsapp doctor" again/],
])(
  'says when doctor can examine the rest if a call fails with %s',
  async (name, httpStatusCode, remedy) => {
    const failure = Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } })

    expect(await check('stack', () => Promise.reject(failure))).toMatchObject([
      { about: 'stack', verdict: 'bad', remedy: expect.stringMatching(remedy) },
    ])
  },
)
