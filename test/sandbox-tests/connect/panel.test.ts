// What an agent's panel holds, and what its tokens open, with the genuine participant client.
import {
  AccessDeniedException,
  CreateParticipantConnectionCommand,
  GetTranscriptCommand,
  SendMessageCommand,
} from '@aws-sdk/client-connectparticipant'
import { expect, it } from 'vitest'
import { connectTests } from './fakes.ts'

const aConnect = connectTests()

async function anOffer() {
  const made = aConnect()
  await made.aNativeNumber()
  await made.customerSends({ type: 'text', text: { body: 'Hello!' } })
  await made.clock.advance(0)
  const { contactId } = made.desk.contacts()[0]!
  const token = () => made.panel.chatToken(contactId, 'maria').participantToken
  const send: typeof made.participantClient.send = made.participantClient.send.bind(
    made.participantClient,
  )
  const transcript = (ConnectionToken: string) =>
    send(new GetTranscriptCommand({ ConnectionToken, StartPosition: {}, SortOrder: 'ASCENDING' }))
  return { ...made, contactId, token, send, transcript }
}

it('gives the chat’s token with the offer, and lets nobody read by it before the agent has accepted', async () => {
  const { desk, contactId, token, transcript } = await anOffer()
  const early = token()
  await expect(transcript(early)).rejects.toBeInstanceOf(AccessDeniedException)

  desk.accept(contactId, 'maria')
  const { Transcript } = await transcript(early)

  expect(Transcript!.flatMap(({ Content }) => Content ?? [])).toEqual(['Hello!'])
})

it('an agent’s participant token does not join the chat: accepting does', async () => {
  const { desk, panel, contactId, send } = await anOffer()
  const joined = () =>
    desk
      .transcript(contactId)
      .filter(({ ContentType }) => ContentType?.endsWith('participant.joined')).length
  const before = joined()

  const ParticipantToken = panel.view('maria').contacts[0]!.participantToken
  await send(new CreateParticipantConnectionCommand({ ParticipantToken, ConnectParticipant: true }))
  expect(joined()).toBe(before)
  desk.accept(contactId, 'maria')

  expect(joined()).toBe(before + 1)
})

it('what an agent says by the token is the agent’s, also a day later, until the chat is somebody else’s', async () => {
  const { desk, clock, contactId, token, send } = await anOffer()
  desk.accept(contactId, 'maria')
  const ConnectionToken = token()
  const say = (Content: string) =>
    send(new SendMessageCommand({ ConnectionToken, ContentType: 'text/plain', Content }))

  await clock.advance(24 * 60 * 60_000)
  await say('Good morning')
  desk.transfer(contactId, 'maria', 'jonas')

  expect(
    desk.transcript(contactId).find(({ Content }) => Content === 'Good morning'),
  ).toMatchObject({
    ParticipantRole: 'AGENT',
    DisplayName: 'Maria',
  })
  await expect(say('Still me')).rejects.toBeInstanceOf(AccessDeniedException)
})

it('shows each agent the offers, what the agent holds, and what is over until it is closed', async () => {
  const { desk, panel, contactId } = await anOffer()
  const states = (username: string) => panel.view(username).contacts.map(({ state }) => state)
  expect([states('maria'), states('jonas')]).toEqual([['connecting'], ['connecting']])

  panel.decline(contactId, 'jonas')
  desk.accept(contactId, 'maria')
  expect([states('maria'), states('jonas')]).toEqual([['connected'], ['missed']])
  desk.end(contactId, 'maria')
  expect(states('maria')).toEqual(['ended'])
  panel.clear(contactId, 'maria')
  panel.clear(contactId, 'jonas')

  expect([states('maria'), states('jonas')]).toEqual([[], []])
})

it('has the customer’s number in the fields that are switched on, and in no other', async () => {
  const { panel, settings } = await anOffer()
  const numbers = () => {
    const [contact] = panel.view('maria').contacts
    return [
      contact!.customerEndpoint?.phoneNumber,
      contact!.initialEndpoint?.phoneNumber,
      contact!.attributes.customerNumber,
    ]
  }
  expect(numbers()).toEqual(['+15550142', '+15550142', '+15550142'])

  Object.assign(settings.customerNumberIn, {
    customerEndpoint: false,
    initialConnection: false,
    attribute: false,
  })

  expect(numbers()).toEqual([undefined, undefined, undefined])
})
