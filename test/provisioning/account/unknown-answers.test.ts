// Answers that the commands may get from AWS in the future: with unknown members, with unknown
// values of enumerations, and without optional members.
import { ConnectClient } from '@aws-sdk/client-connect'
import { SocialMessagingClient } from '@aws-sdk/client-socialmessaging'
import { describe, expect, it } from 'vitest'
import {
  instancesOf,
  routesOf,
  securityProfilesOf,
} from '../../../provisioning/account/inventory.ts'
import { linkedIds, templatesByStatus } from '../../../provisioning/account/status.ts'
import { connectInstance, importedNumbers } from '../../../provisioning/channel/instance.ts'
import { linkedAccount } from '../../../provisioning/channel/linked-account.ts'
import { phoneNumber } from '../../../provisioning/channel/phone-number.ts'
import { answering, bodiesOf } from '../../guesses/canned.ts'
import {
  variantsOf,
  withNewMembers,
  withNewWords,
  withoutNewMembers,
} from '../../lambdas/unknown.ts'
import { instanceArn } from '../account.ts'

type Config = ReturnType<typeof answering>['config']
interface Row {
  /** The answers to the operations, in the order of the calls. */
  answers: readonly [object, ...object[]]
  read: (config: Config) => Promise<unknown>
}

const WORDS =
  /^(\w*Status|Type|\w*Type|ContactFlowState|qualityRating|templateCategory|templateQualityScore)$/
const NUMBER_ARN = 'arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/1'
const numberInConnect = {
  PhoneNumberId: 'n',
  PhoneNumberArn: 'arn:number',
  InstanceId: 'i',
  SourcePhoneNumberArn: NUMBER_ARN,
  PhoneNumberType: 'TOLL_FREE',
}
const account = {
  arn: 'arn:waba',
  id: 'waba-1',
  wabaId: '1',
  wabaName: 'Repairs',
  registrationStatus: 'COMPLETE',
  linkDate: 1_772_452_800,
  eventDestinations: [{ eventDestinationArn: instanceArn, roleArn: 'arn:role' }],
  phoneNumbers: [
    {
      arn: NUMBER_ARN,
      phoneNumber: '+15550100',
      phoneNumberId: 'phone-number-id-1',
      metaPhoneNumberId: '2',
      displayPhoneNumberName: 'Repairs',
      displayPhoneNumber: '+1 555-0100',
      qualityRating: 'GREEN',
    },
  ],
}

const ROWS: Readonly<Record<string, Row>> = {
  'a linked WABA': {
    answers: [{ account }, { statusCode: 200, tags: [{ key: 'a', value: 'b' }] }],
    read: (config) => linkedAccount('waba-1', new SocialMessagingClient(config)),
  },
  'the linked WABAs': {
    answers: [{ linkedAccounts: [{ id: 'waba-1', registrationStatus: 'COMPLETE' }] }],
    read: (config) => linkedIds({ socialMessaging: new SocialMessagingClient(config) }),
  },
  'the templates': {
    answers: [{ templates: [{ templateName: 'a', templateCategory: 'UTILITY' }] }],
    read: (config) =>
      templatesByStatus('waba-1', { socialMessaging: new SocialMessagingClient(config) }),
  },
  'the instances': {
    answers: [{ InstanceSummaryList: [{ Arn: instanceArn, Id: 'i', InstanceAlias: 'sales' }] }],
    read: (config) => instancesOf({ connect: new ConnectClient(config) }),
  },
  'an instance with its flows and queues': {
    answers: [
      {
        Instance: {
          Id: 'i',
          InstanceAlias: 'sales',
          InstanceStatus: 'ACTIVE',
          InstanceAccessUrl: 'https://sales.my.connect.aws',
        },
      },
      { ContactFlowSummaryList: [{ Id: 'f', Name: 'Inbound', ContactFlowType: 'CONTACT_FLOW' }] },
      { QueueSummaryList: [{ Id: 'q', Name: 'Repairs', QueueType: 'STANDARD' }] },
    ],
    read: (config) => routesOf(instanceArn, { connect: new ConnectClient(config) }),
  },
  'the flows of the numbers': {
    answers: [
      { Instance: { Id: 'i', InstanceAlias: 'sales', InstanceStatus: 'ACTIVE' } },
      {
        FlowAssociationSummaryList: [
          { ResourceId: NUMBER_ARN, FlowId: 'f', ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER' },
        ],
      },
    ],
    read: async (config) => {
      const instance = await connectInstance(instanceArn, new ConnectClient(config))
      return [...(await instance.associations())]
    },
  },
  'the security profiles': {
    answers: [{ SecurityProfileSummaryList: [{ Id: 's', Name: 'Agent' }] }],
    read: (config) => securityProfilesOf(instanceArn, { connect: new ConnectClient(config) }),
  },
  'a number in Connect': {
    answers: [
      { ListPhoneNumbersSummaryList: [numberInConnect] },
      {
        ClaimedPhoneNumberSummary: {
          ...numberInConnect,
          PhoneNumberStatus: { Status: 'CLAIMED', Message: '' },
          Tags: { ManagedBy: 'connect-whatsapp' },
        },
      },
    ],
    read: (config) => {
      const connect = new ConnectClient(config)
      const wanted = {
        id: 'phone-number-id-1',
        arn: NUMBER_ARN,
        displayName: 'Repairs',
        instance: { id: 'i', alias: 'sales' },
      }
      return phoneNumber(wanted, importedNumbers(connect), connect, async () => {}).read()
    },
  },
}

describe.each(Object.entries(ROWS))('%s', (_, { answers, read }) => {
  it('has the same meaning with unknown members', async () => {
    const usual = await read(answering(...bodiesOf(answers)).config)
    for (const later of variantsOf(answers, withNewMembers))
      expect(withoutNewMembers(await read(answering(...bodiesOf(later)).config))).toEqual(usual)
  })

  it('can be read if it contains unknown enum values', async () => {
    for (const later of variantsOf(answers, (answer) => withNewWords(answer, WORDS)))
      await expect(read(answering(...bodiesOf(later)).config)).resolves.not.toBeNull()
  })
})

it('reads a WABA if AWS omits the empty lists of numbers and destinations', async () => {
  const { eventDestinations, phoneNumbers, ...others } = account
  const { config } = answering(...bodiesOf([{ account: others }, {}]))

  expect(await linkedAccount('waba-1', new SocialMessagingClient(config))).toMatchObject({
    destination: undefined,
    numbers: [],
    tags: {},
  })
})
