// These tests only read. The AWS account must have an instance and a linked WABA.
import {
  ConnectClient,
  DescribeContactCommand,
  ListInstancesCommand,
  ListPhoneNumbersV2Command,
  ListQueuesCommand,
  SearchUsersCommand,
} from '@aws-sdk/client-connect'
import {
  GetLinkedWhatsAppBusinessAccountCommand,
  ListLinkedWhatsAppBusinessAccountsCommand,
  ListWhatsAppMessageTemplatesCommand,
  ResourceNotFoundException,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import { expect, it } from 'vitest'
import { guesses } from '../../../provisioning/verify/guesses.ts'
import { endpoint, newName } from './endpoint.ts'

const config = await endpoint()
const connect = new ConnectClient(config)
const social = new SocialMessagingClient(config)
const { InstanceSummaryList = [] } = await connect.send(new ListInstancesCommand({}))
const InstanceId = InstanceSummaryList[0]?.Id
const { linkedAccounts = [] } = await social.send(new ListLinkedWhatsAppBusinessAccountsCommand({}))
const id = linkedAccounts[0]?.id

it('lists an instance, its standard queues and its phone numbers', async () => {
  const { QueueSummaryList } = await connect.send(
    new ListQueuesCommand({ InstanceId, QueueTypes: ['STANDARD'], MaxResults: 1000 }),
  )
  const { ListPhoneNumbersSummaryList } = await connect.send(
    new ListPhoneNumbersV2Command({ InstanceId }),
  )

  expect(InstanceSummaryList[0]).toMatchObject({ Arn: expect.stringContaining(`/${InstanceId}`) })
  expect(QueueSummaryList![0]).toMatchObject({ QueueType: 'STANDARD' })
  expect(Array.isArray(ListPhoneNumbersSummaryList)).toBe(true)
})

it('refuses a malformed contact id with a documented exception', async () => {
  const describing = connect.send(new DescribeContactCommand({ InstanceId, ContactId: 'x' }))

  await expect(describing).rejects.toSatisfy(({ name }) =>
    (guesses.unknownContact.values as readonly string[]).includes(name),
  )
})

it('finds no user by a name that does not exist', async () => {
  const { Users } = await connect.send(
    new SearchUsersCommand({
      InstanceId,
      SearchCriteria: {
        StringCondition: { FieldName: 'Username', Value: newName('user'), ComparisonType: 'EXACT' },
      },
    }),
  )

  expect(Users).toEqual([])
})

it('describes a linked WABA with its numbers, and lists its templates', async () => {
  const { account } = await social.send(new GetLinkedWhatsAppBusinessAccountCommand({ id }))
  const { templates } = await social.send(
    new ListWhatsAppMessageTemplatesCommand({ id, maxResults: 1 }),
  )

  expect(account).toMatchObject({
    id,
    phoneNumbers: [
      {
        phoneNumberId: expect.stringMatching(/^phone-number-id-[0-9a-f]{32}$/),
        metaPhoneNumberId: expect.stringMatching(/^\d+$/),
        phoneNumber: expect.stringMatching(/\d{6}/),
      },
    ],
  })
  expect(templates![0]).toMatchObject({
    templateName: expect.any(String),
    templateLanguage: expect.any(String),
    templateStatus: expect.any(String),
  })
})

it('refuses a WABA that is not linked', async () => {
  const unknown = `waba-${'0'.repeat(32)}`

  await expect(
    social.send(new GetLinkedWhatsAppBusinessAccountCommand({ id: unknown })),
  ).rejects.toThrow(ResourceNotFoundException)
})
