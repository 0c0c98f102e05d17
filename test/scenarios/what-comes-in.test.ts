// What reaches the bridge besides customers' messages and agents' texts.
import { expect, it } from 'vitest'
import { startTown } from './start-town.ts'

const town = await startTown()

it('a call opens the service window as a message does', async () => {
  const chat = await town.bridgedChat()
  await town.advance('23h')
  town.whatsapp.customerCalls(chat.customer, town.business.bridged.number, { seconds: 60 })

  await town.advance('90m')
  chat.says('You called?')
  await town.advance('1m')

  expect(chat.texts()).toEqual(['You called?'])
})

it('what a flow offers to choose from is shown as buttons, and JSON between programs to nobody', async () => {
  const chat = await town.bridgedChat()
  const choices = { title: 'Which day?', elements: [{ title: 'Today' }, { title: 'Tomorrow' }] }
  const ofFlow = { Type: 'MESSAGE', ParticipantRole: 'SYSTEM' }

  await town.stream(chat.contactId, { ...ofFlow, ContentType: 'application/json', Content: '{"step":2}' })
  await town.stream(chat.contactId, {
    ...ofFlow,
    ContentType: 'application/vnd.amazonaws.connect.message.interactive',
    Content: JSON.stringify({ templateType: 'QuickReply', version: '1.0', data: { content: choices } }),
  })
  await town.advance('1m')

  expect(chat.phone()).toMatchObject([{ type: 'interactive' }])
  expect(JSON.stringify(chat.phone())).toContain('Tomorrow')
})
