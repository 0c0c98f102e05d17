// Events that reach the functions besides customers' messages and agents' texts.
import { expect, it } from 'vitest'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()

it('sends a text after a customer’s call, and without a call refuses the text and suggests a template', async () => {
  const [called, silent] = [await scenario.bridgedChat(), await scenario.bridgedChat()]
  await scenario.advance('23h')
  scenario.whatsapp.customerCalls(called.customer, scenario.business.bridged.number, {
    seconds: 60,
  })

  await scenario.advance('90m')
  const from = scenario.latestCall()
  for (const chat of [called, silent]) chat.says('Are you there?')
  await scenario.advance('1m')

  expect(called.texts()).toEqual(['Are you there?'])
  expect(
    scenario.calls(from).filter(({ operation }) => operation === 'SendWhatsAppMessage'),
  ).toHaveLength(1)
  expect(await silent.outbox()).toMatchObject([
    { state: 'failed', problems: [{ code: 'service_window_closed' }] },
  ])
  expect(silent.notices()).toEqual([expect.stringContaining('Only templates can be sent')])
})

it('sends the choices of a flow as buttons, and does not send JSON messages to the customer', async () => {
  const chat = await scenario.bridgedChat()
  const choices = { title: 'Which day?', elements: [{ title: 'Today' }, { title: 'Tomorrow' }] }
  const ofFlow = { Type: 'MESSAGE', ParticipantRole: 'SYSTEM' }

  await scenario.stream(chat.contactId, {
    ...ofFlow,
    ContentType: 'application/json',
    Content: '{"step":2}',
  })
  await scenario.stream(chat.contactId, {
    ...ofFlow,
    ContentType: 'application/vnd.amazonaws.connect.message.interactive',
    Content: JSON.stringify({
      templateType: 'QuickReply',
      version: '1.0',
      data: { content: choices },
    }),
  })
  await scenario.advance('1m')

  expect(chat.phone()).toMatchObject([{ type: 'interactive' }])
  expect(JSON.stringify(chat.phone())).toContain('Tomorrow')
})

it('records a native customer’s answer although Connect throttled the request to stream the chat', async () => {
  // The SDK tries three times.
  scenario.fault({ kind: 'throttle', operation: 'StartContactStreaming', times: 3 })
  const chat = await scenario.nativeChat()
  await scenario.advance('2m')

  chat.writes('Yes please')
  await scenario.advance('5s')

  const [conversation] = await scenario.items(`conversation#${chat.conversation}`)
  expect(conversation).toMatchObject({ inboundFrom: 'chat' })
})
