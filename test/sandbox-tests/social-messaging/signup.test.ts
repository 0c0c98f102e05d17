// Unlinks a WABA and links it again, as the console does with Meta's signup.
import {
  AssociateWhatsAppBusinessAccountCommand,
  DisassociateWhatsAppBusinessAccountCommand,
  GetLinkedWhatsAppBusinessAccountCommand,
  ListLinkedWhatsAppBusinessAccountsCommand,
  ListTagsForResourceCommand,
  SendWhatsAppMessageCommand,
  TagResourceCommand,
} from '@aws-sdk/client-socialmessaging'
import { expect, it } from 'vitest'
import { aSocialMessaging, blob, travel, travelArn, travelNumber } from './fixtures.ts'

const metaId = '102290129340398'
const numberMetaId = '106540352242922'

it('a disassociated account disappears with its numbers and tags until it signs up again', async () => {
  await using aws = await aSocialMessaging()
  const { client } = aws
  await client.send(
    new TagResourceCommand({ resourceArn: travelArn, tags: [{ key: 'team', value: 'travel' }] }),
  )
  await client.send(new DisassociateWhatsAppBusinessAccountCommand({ id: travel }))

  await expect(
    client.send(new GetLinkedWhatsAppBusinessAccountCommand({ id: travel })),
  ).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
  const message = blob({
    messaging_product: 'whatsapp',
    to: '+15550142',
    type: 'text',
    text: { body: 'Hi' },
  })
  const send = new SendWhatsAppMessageCommand({
    originationPhoneNumberId: travelNumber,
    message,
    metaApiVersion: 'v23.0',
  })
  await expect(client.send(send)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })

  const { signupCallbackResult } = await client.send(
    new AssociateWhatsAppBusinessAccountCommand({ signupCallback: { accessToken: 'any' } }),
  )
  expect(signupCallbackResult?.linkedAccountsWithIncompleteSetup).toMatchObject({
    [metaId]: {
      registrationStatus: 'INCOMPLETE',
      unregisteredWhatsAppPhoneNumbers: [{ phoneNumber: '+15550100' }],
    },
  })
  const finish = (twoFactorPin: string) =>
    client.send(
      new AssociateWhatsAppBusinessAccountCommand({
        setupFinalization: {
          associateInProgressToken: signupCallbackResult!.associateInProgressToken,
          phoneNumbers: [{ id: numberMetaId, twoFactorPin }],
          waba: { id: metaId, tags: [{ key: 'team', value: 'again' }] },
        },
      }),
    )
  await expect(finish('12')).rejects.toMatchObject({ name: 'InvalidParametersException' })
  await finish('123456')

  const { linkedAccounts } = await client.send(new ListLinkedWhatsAppBusinessAccountsCommand())
  expect(linkedAccounts).toHaveLength(2)
  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: travelArn }))
  expect(tags).toEqual([{ key: 'team', value: 'again' }])
  await expect(finish('123456')).rejects.toMatchObject({ name: 'InvalidParametersException' })
})

it('a request either starts or completes a signup', async () => {
  await using aws = await aSocialMessaging()
  await expect(
    aws.client.send(new AssociateWhatsAppBusinessAccountCommand({})),
  ).rejects.toMatchObject({
    name: 'InvalidParametersException',
  })
})
