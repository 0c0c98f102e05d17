// An agent's panel and its tokens, with the genuine participant client.
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
  const { contactId } = made.agentConsole.contacts()[0]!
  const token = () => made.panel.chatToken(contactId, 'maria').participantToken
  const send: typeof made.participantClient.send = made.participantClient.send.bind(
    made.participantClient,
  )
  const transcript = (ConnectionToken: string) =>
    send(new GetTranscriptCommand({ ConnectionToken, StartPosition: {}, SortOrder: 'ASCENDING' }))
  return { ...made, contactId, token, send, transcript }
}

it('an offered contact includes the chat’s token, with which the agent can read only after accepting', async () => {
  const { agentConsole, contactId, token, transcript } = await anOffer()
  const early = token()
  await expect(transcript(early)).rejects.toBeInstanceOf(AccessDeniedException)

  agentConsole.accept(contactId, 'maria')
  const { Transcript } = await transcript(early)

  expect(Transcript!.flatMap(({ Content }) => Content ?? [])).toEqual(['Hello!'])
})

it('an agent joins the chat by accepting, not by its participant token', async () => {
  const { agentConsole, panel, contactId, send } = await anOffer()
  const joined = () =>
    agentConsole
      .transcript(contactId)
      .filter(({ ContentType }) => ContentType?.endsWith('participant.joined')).length
  const before = joined()

  const ParticipantToken = panel.view('maria').contacts[0]!.participantToken
  await send(new CreateParticipantConnectionCommand({ ParticipantToken, ConnectParticipant: true }))
  expect(joined()).toBe(before)
  agentConsole.accept(contactId, 'maria')

  expect(joined()).toBe(before + 1)
})

it('an agent’s token sends messages as the agent, even a day later, until the contact is transferred', async () => {
  const { agentConsole, clock, contactId, token, send } = await anOffer()
  agentConsole.accept(contactId, 'maria')
  const ConnectionToken = token()
  const say = (Content: string) =>
    send(new SendMessageCommand({ ConnectionToken, ContentType: 'text/plain', Content }))

  await clock.advance(24 * 60 * 60_000)
  await say('Good morning')
  agentConsole.transfer(contactId, 'maria', 'jonas')

  expect(
    agentConsole.transcript(contactId).find(({ Content }) => Content === 'Good morning'),
  ).toMatchObject({
    ParticipantRole: 'AGENT',
    DisplayName: 'Maria',
  })
  await expect(say('Still me')).rejects.toBeInstanceOf(AccessDeniedException)
})

it('the panel lists an agent’s offered and open contacts, and lists an ended contact until it is cleared', async () => {
  const { agentConsole, panel, contactId } = await anOffer()
  const states = (username: string) => panel.view(username).contacts.map(({ state }) => state)
  expect([states('maria'), states('jonas')]).toEqual([['connecting'], ['connecting']])

  panel.decline(contactId, 'jonas')
  agentConsole.accept(contactId, 'maria')
  expect([states('maria'), states('jonas')]).toEqual([['connected'], ['missed']])
  agentConsole.end(contactId, 'maria')
  expect(states('maria')).toEqual(['ended'])
  panel.clear(contactId, 'maria')
  panel.clear(contactId, 'jonas')

  expect([states('maria'), states('jonas')]).toEqual([[], []])
})

it('the panel contains the customer’s number only in the fields that the setting names', async () => {
  const { panel, guesses } = await anOffer()
  const numbers = () => {
    const [contact] = panel.view('maria').contacts
    return [
      contact!.customerEndpoint?.phoneNumber,
      contact!.initialEndpoint?.phoneNumber,
      contact!.attributes.customerNumber,
    ]
  }
  expect(numbers()).toEqual(['+15550142', '+15550142', '+15550142'])

  Object.assign(guesses, {
    panelCustomerEndpoint: 'empty',
    panelInitialConnection: 'empty',
    copiedCustomerNumber: 'empty',
  })

  expect(numbers()).toEqual([undefined, undefined, undefined])
})
