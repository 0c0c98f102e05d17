import { expect, it } from 'vitest'
import { checkedConfig } from '../../../provisioning/config/config.ts'
import { quotaNotes, userNotes } from '../../../provisioning/stack/quotas.ts'
import { instanceArn } from '../account.ts'

const hex = (n: number) => String(n).padStart(32, '0')

const configOf = (wabas: number, numbersOfEach: number) =>
  checkedConfig({
    region: 'us-east-1',
    instance: instanceArn,
    channels: Array.from({ length: wabas }, (_, waba) => ({
      waba: `waba-${hex(waba)}`,
      mode: 'native',
      numbers: Object.fromEntries(
        Array.from({ length: numbersOfEach }, (_, number) => [
          `phone-number-id-${hex(waba * numbersOfEach + number)}`,
          { flow: 'WhatsApp inbound' },
        ]),
      ),
    })),
  })

it('reports nothing for an installation within the default quotas', () => {
  expect(quotaNotes(configOf(2, 5))).toEqual([])
  expect(quotaNotes(configOf(25, 0))).toEqual([])
})

it('names each quota whose default is too small, and the resources that exceed it', () => {
  expect(quotaNotes(configOf(2, 6))).toEqual([
    expect.stringMatching(
      /^channels: 12 numbers go into arn:.* accepts 10 .*Phone numbers per instance/,
    ),
  ])
  expect(quotaNotes(configOf(26, 0))).toEqual([
    expect.stringMatching(/^channels: 26 WABAs in us-east-1, where 25 .*Business Accounts/),
  ])
})

it('names the rate of Connect and our own limit that many users may exceed', () => {
  expect(userNotes(500)).toEqual([])
  expect(userNotes(501)).toEqual([
    expect.stringMatching(/^The Connect instance has 501 users.*Rate of DescribeContact/),
  ])
  expect(userNotes(1_001)).toHaveLength(2)
  expect(userNotes(1_001)[1]).toMatch(/200 requests a second.*about 1000 agents/)
})
