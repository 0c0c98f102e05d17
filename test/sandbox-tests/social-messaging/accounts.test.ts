import * as sdk from '@aws-sdk/client-socialmessaging'
import {
  DeprecateWhatsAppFlowCommand,
  GetLinkedWhatsAppBusinessAccountCommand,
  GetLinkedWhatsAppBusinessAccountPhoneNumberCommand,
  ListLinkedWhatsAppBusinessAccountsCommand,
  ListTagsForResourceCommand,
  ListWhatsAppMessageTemplatesCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-socialmessaging'
import { expect, it } from 'vitest'
import { operationsOf } from '../../sandbox/aws/routes.ts'
import { aSocialMessaging, travel, travelArn, travelNumber, travelNumberArn } from './fixtures.ts'

it('lists linked accounts page by page', async () => {
  await using aws = await aSocialMessaging()

  const first = await aws.client.send(
    new ListLinkedWhatsAppBusinessAccountsCommand({ maxResults: 1 }),
  )
  const second = await aws.client.send(
    new ListLinkedWhatsAppBusinessAccountsCommand({ maxResults: 1, nextToken: first.nextToken }),
  )

  expect(first.linkedAccounts).toMatchObject([
    {
      id: travel,
      arn: travelArn,
      wabaId: '102290129340398',
      wabaName: 'Lighthouse Travel',
      registrationStatus: 'COMPLETE',
      eventDestinations: [],
    },
  ])
  expect(second.linkedAccounts).toMatchObject([{ wabaName: 'Lighthouse Repairs' }])
  expect(second.nextToken).toBeUndefined()
})

it('accepts a page token only for the operation that returned it', async () => {
  await using aws = await aSocialMessaging()
  const { nextToken } = await aws.client.send(
    new ListLinkedWhatsAppBusinessAccountsCommand({ maxResults: 1 }),
  )

  const elsewhere = aws.client.send(
    new ListWhatsAppMessageTemplatesCommand({ id: travel, nextToken }),
  )

  await expect(elsewhere).rejects.toMatchObject({ name: 'ValidationException' })
})

it.each([travel, travelArn])('finds the account with the id or ARN %s', async (id) => {
  await using aws = await aSocialMessaging()

  const { account } = await aws.client.send(new GetLinkedWhatsAppBusinessAccountCommand({ id }))

  expect(account).toMatchObject({
    id: travel,
    linkDate: expect.any(Date),
    phoneNumbers: [
      {
        arn: travelNumberArn,
        phoneNumberId: travelNumber,
        phoneNumber: '+15550100',
        metaPhoneNumberId: '106540352242922',
      },
    ],
  })
})

it('returns a number together with its account', async () => {
  await using aws = await aSocialMessaging()

  const found = await aws.client.send(
    new GetLinkedWhatsAppBusinessAccountPhoneNumberCommand({ id: travelNumberArn }),
  )

  expect(found).toMatchObject({
    linkedWhatsAppBusinessAccountId: travel,
    phoneNumber: { displayPhoneNumberName: 'Lighthouse Travel' },
  })
})

it.each([
  [
    'an account that is not linked',
    'waba-00000000000000000000000000000000',
    'ResourceNotFoundException',
  ],
  ['a text that is not an account id', 'travel', 'ValidationException'],
])('refuses %s', async (_, id, name) => {
  await using aws = await aSocialMessaging()

  await expect(
    aws.client.send(new GetLinkedWhatsAppBusinessAccountCommand({ id })),
  ).rejects.toMatchObject({ name })
})

it('stores tags of accounts and numbers', async () => {
  await using aws = await aSocialMessaging()
  const tags = [
    { key: 'AmazonConnectEnabled', value: 'True' },
    { key: 'team', value: 'travel' },
  ]

  await aws.client.send(new TagResourceCommand({ resourceArn: travelNumberArn, tags }))
  await aws.client.send(
    new UntagResourceCommand({ resourceArn: travelNumberArn, tagKeys: ['team'] }),
  )

  expect(
    (await aws.client.send(new ListTagsForResourceCommand({ resourceArn: travelNumberArn }))).tags,
  ).toEqual(tags.slice(0, 1))
  expect(
    (await aws.client.send(new ListTagsForResourceCommand({ resourceArn: travelArn }))).tags,
  ).toEqual([])
  expect(aws.native.phoneNumber(travelNumberArn)).toMatchObject({ connectEnabled: true })
})

it('allows at most 50 tags on a resource, and none with AWS’s prefix', async () => {
  await using aws = await aSocialMessaging()
  const many = Array.from({ length: 51 }, (_, index) => ({ key: `${index}`, value: '' }))
  const tag = (tags: { key: string; value: string }[]) =>
    aws.client.send(new TagResourceCommand({ resourceArn: travelArn, tags }))

  await expect(tag(many)).rejects.toMatchObject({ name: 'InvalidParametersException' })
  await expect(tag([{ key: 'aws:x', value: '' }])).rejects.toMatchObject({
    name: 'InvalidParametersException',
  })
})

it('throttles the eleventh call of a second if quotas are switched on', async () => {
  await using aws = await aSocialMessaging()
  aws.settings.quotas = true
  const call = () => aws.client.send(new ListLinkedWhatsAppBusinessAccountsCommand({}))

  const calls = await Promise.allSettled(Array.from({ length: 20 }, call))

  const refused = calls.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
  expect(refused.length).toBeGreaterThan(5)
  expect(refused[0]!.reason).toMatchObject({
    name: 'ThrottledRequestException',
    $metadata: { httpStatusCode: 429 },
  })
})

it('serves every operation of the client, and refuses those that create or change forms', async () => {
  await using aws = await aSocialMessaging()
  const names = [...operationsOf(sdk).keys()]
  expect(
    names
      .filter((name) => !(name in aws.operations))
      .filter(
        (name) => !/^(Create|Delete|Deprecate|Publish|Update)WhatsAppFlow|Assets$/.test(name),
      ),
  ).toEqual([])
  const deprecate = new DeprecateWhatsAppFlowCommand({ id: travel, flowId: '1' })
  await expect(aws.client.send(deprecate)).rejects.toThrow(
    'the sandbox does not implement social-messaging DeprecateWhatsAppFlow',
  )
})
