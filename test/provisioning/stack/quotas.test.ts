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

it('names each quota whose default is too low, and the resources that need more', () => {
  expect(quotaNotes(configOf(2, 6))).toEqual([
    expect.stringMatching(
      /^channels: 12 numbers go into arn:.* accepts 10 .*Phone numbers per instance/,
    ),
  ])
  expect(quotaNotes(configOf(26, 0))).toEqual([
    expect.stringMatching(/^channels: 26 WABAs in us-east-1, where 25 .*Business Accounts/),
  ])
})

const LIMITS = {
  bridge: /If more than 225 of them .*bridged numbers.*Amazon Connect > Rate of SendMessage/,
  contacts: /If more than 500 of them use the widget.*Amazon Connect > Rate of DescribeContact/,
  waba: /If more than 750 of them send templates of the same WABA.*5,000 .*"channels"/,
  api: /accepts 200 requests a second, enough for about 1000 agents/,
}

const notesOf = (users: number, mode: 'native' | 'bridged', widgetApi?: number, wabas = 1) =>
  userNotes(users, {
    channels: configOf(wabas, 0).channels.map(
      (channel) => ({ ...channel, mode }) as typeof channel,
    ),
    stack: {
      ...configOf(1, 0).stack,
      ...(widgetApi && { reservedConcurrency: { 'widget-api': widgetApi } }),
    },
  })

it.each([
  ['native', 500, []],
  ['bridged', 225, []],
  ['bridged', 226, [LIMITS.bridge]],
  ['native', 501, [LIMITS.contacts]],
  ['native', 751, [LIMITS.contacts, LIMITS.waba]],
  ['bridged', 1_001, [LIMITS.bridge, LIMITS.contacts, LIMITS.api, LIMITS.waba]],
] as const)(
  'names each quota that a %s installation with %i users may exceed',
  (mode, users, limits) => {
    expect(notesOf(users, mode)).toEqual(limits.map((limit) => expect.stringMatching(limit)))
    for (const note of notesOf(users, mode))
      expect(note).toContain(`The Connect instance has ${users} users.`)
  },
)

it('compares the quota of a WABA with that WABA’s share of the users', () => {
  expect(notesOf(1_500, 'native', undefined, 2).join()).not.toMatch(LIMITS.waba)
  expect(notesOf(1_501, 'native', undefined, 2).join()).toMatch(LIMITS.waba)
})

it('names the setting that reserves too few executions for the widget', () => {
  expect(notesOf(300, 'native', 5)).toEqual([])
  expect(notesOf(301, 'native', 5)).toEqual([
    expect.stringMatching(
      /stack\.reservedConcurrency: 5 executions of widget-api .* about 300 agents .*"widget-api" to at least 6\.$/,
    ),
  ])
  expect(notesOf(5_000, 'native', 1).join()).toContain('"widget-api" to at least 17.')
})
