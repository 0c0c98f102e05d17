import {
  GetLinkedWhatsAppBusinessAccountCommand,
  PutWhatsAppBusinessAccountEventDestinationsCommand,
  type WhatsAppBusinessAccountEventDestination,
} from '@aws-sdk/client-socialmessaging'
import { expect, it } from 'vitest'
import {
  aSocialMessaging,
  channelRole,
  instance,
  topic,
  travel,
  travelNumberArn,
} from './fixtures.ts'

type Aws = Awaited<ReturnType<typeof aSocialMessaging>>

const put = (aws: Aws, ...eventDestinations: WhatsAppBusinessAccountEventDestination[]) =>
  aws.client.send(
    new PutWhatsAppBusinessAccountEventDestinationsCommand({ id: travel, eventDestinations }),
  )

const destinationsOf = async (aws: Aws) =>
  (await aws.client.send(new GetLinkedWhatsAppBusinessAccountCommand({ id: travel }))).account!
    .eventDestinations

it('sets, replaces and removes the only event destination of an account', async () => {
  await using aws = await aSocialMessaging()

  await put(aws, { eventDestinationArn: topic })
  const first = await destinationsOf(aws)
  await put(aws, { eventDestinationArn: instance, roleArn: channelRole })
  const second = await destinationsOf(aws)
  await put(aws)

  expect(first).toEqual([{ eventDestinationArn: topic }])
  expect(second).toEqual([{ eventDestinationArn: instance, roleArn: channelRole }])
  expect(await destinationsOf(aws)).toEqual([])
})

it('imports the account’s numbers into a Connect instance whenever the instance becomes the destination', async () => {
  await using aws = await aSocialMessaging()

  await put(aws, { eventDestinationArn: instance, roleArn: channelRole })
  await put(aws, { eventDestinationArn: instance, roleArn: channelRole })

  expect(aws.imported).toEqual([travelNumberArn, travelNumberArn])
})

it('imports no number if the role may not tag the number', async () => {
  await using aws = await aSocialMessaging()
  aws.roles.set(channelRole, ['connect:SendIntegrationEvent', 'connect:ImportPhoneNumber'])

  await put(aws, { eventDestinationArn: instance, roleArn: channelRole })

  expect(aws.imported).toEqual([])
})

it.each([
  [
    'two destinations',
    [{ eventDestinationArn: topic }, { eventDestinationArn: instance, roleArn: channelRole }],
    'ValidationException',
  ],
  ['a FIFO topic', [{ eventDestinationArn: `${topic}.fifo` }], 'InvalidParametersException'],
  [
    "another account's topic",
    [{ eventDestinationArn: topic.replace('111122223333', '444455556666') }],
    'InvalidParametersException',
  ],
  [
    "another Region's topic",
    [{ eventDestinationArn: topic.replace('us-east-1', 'us-west-2') }],
    'InvalidParametersException',
  ],
  ['a queue', [{ eventDestinationArn: topic.replace('sns', 'sqs') }], 'InvalidParametersException'],
  ['an instance without role', [{ eventDestinationArn: instance }], 'InvalidParametersException'],
  [
    'an instance that does not exist',
    [{ eventDestinationArn: instance.replace('3f1c', '0000'), roleArn: channelRole }],
    'InvalidParametersException',
  ],
  [
    'a role with a path',
    [{ eventDestinationArn: instance, roleArn: channelRole.replace('role/', 'role/team/') }],
    'ValidationException',
  ],
  [
    'a role of another account',
    [
      {
        eventDestinationArn: instance,
        roleArn: channelRole.replace('111122223333', '444455556666'),
      },
    ],
    'InvalidParametersException',
  ],
  [
    'a role that may not',
    [{ eventDestinationArn: instance, roleArn: `${channelRole}-2` }],
    'AccessDeniedException',
  ],
])('refuses %s, and does not change the destination', async (_, wanted, name) => {
  await using aws = await aSocialMessaging()
  await put(aws, { eventDestinationArn: topic })

  await expect(put(aws, ...wanted)).rejects.toMatchObject({ name })
  expect(await destinationsOf(aws)).toEqual([{ eventDestinationArn: topic }])
})
