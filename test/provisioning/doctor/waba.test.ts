import { expect, it } from 'vitest'
import { numbersOf } from '../../../provisioning/doctor/waba.ts'

it('says that a WABA without a number cannot send, and how many API calls Meta then allows the WABA', () => {
  const waba = { id: 'waba-1', arn: '', name: 'Shop', registered: true, numbers: [] }

  expect(numbersOf({ waba, destination: { arn: '' }, region: 'us-east-1' } as never)).toMatchObject(
    [
      {
        verdict: 'bad',
        message: expect.stringMatching(/no phone number.* 200 calls an hour instead of 5,000/),
        remedy: expect.stringContaining('Add a phone number'),
      },
    ],
  )
})
