// What reaches the bridge besides customers' messages and agents' texts.
import { expect, it } from 'vitest'
import { startTown } from './start-scenario.ts'

const town = await startTown()

it('a call opens the service window as a message does; without one a text is not sent, and the agent is told what to send instead', async () => {
  const [called, silent] = [await town.bridgedChat(), await town.bridgedChat()]
  await town.advance('23h')
  town.whatsapp.customerCalls(called.customer, town.business.bridged.number, { seconds: 60 })

  await town.advance('90m')
  const from = town.latestCall()
  for (const chat of [called, silent]) chat.says('Are you there?')
  await town.advance('1m')

  expect(called.texts()).toEqual(['Are you there?'])
  expect(
    town.calls(from, 'send-reply').filter(({ operation }) => operation === 'SendWhatsAppMessage'),
  ).toHaveLength(1)
  expect(await silent.outbox()).toMatchObject([
    { state: 'failed', problems: [{ code: 'service_window_closed' }] },
  ])
  expect(silent.notices()).toEqual([expect.stringContaining('Send a template')])
})

it('what a flow offers to choose from is shown as buttons, and JSON between programs to nobody', async () => {
  const chat = await town.bridgedChat()
  const choices = { title: 'Which day?', elements: [{ title: 'Today' }, { title: 'Tomorrow' }] }
  const ofFlow = { Type: 'MESSAGE', ParticipantRole: 'SYSTEM' }

  await town.stream(chat.contactId, {
    ...ofFlow,
    ContentType: 'application/json',
    Content: '{"step":2}',
  })
  await town.stream(chat.contactId, {
    ...ofFlow,
    ContentType: 'application/vnd.amazonaws.connect.message.interactive',
    Content: JSON.stringify({
      templateType: 'QuickReply',
      version: '1.0',
      data: { content: choices },
    }),
  })
  await town.advance('1m')

  expect(chat.phone()).toMatchObject([{ type: 'interactive' }])
  expect(JSON.stringify(chat.phone())).toContain('Tomorrow')
})
