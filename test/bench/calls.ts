// Counts the AWS calls for each kind of reply in the sandbox.
import { bookingPdf } from '../files/sample-files.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Row } from './rows.ts'

/**
 * The number of extra writes for a reply that was sent from the widget. The write records that
 * write-traces has to update the attributes of the reply's contact in Connect.
 */
const TRACE = 1
/**
 * The number of extra queries after a signal that is delivered again. The invocation that received
 * the signal first may have died, so send-reply looks for sent messages whose status reports could
 * not yet be assigned to their replies.
 */
const REPEATED = 1

export async function callsPerReply(scenario: Scenario): Promise<Row[]> {
  const pdf = { name: 'booking.pdf', mimeType: 'application/pdf', bytes: await bookingPdf() }
  const rows: Row[] = []

  /**
   * Counts the AWS calls that one function makes after `act` until everything that `act` has
   * started is done. If `act` returns the number of a call, only later calls are counted.
   */
  async function counted(
    what: string,
    name: string,
    atMost: number,
    act: () => unknown,
    unseen = 0,
  ) {
    await scenario.advance('2m')
    const before = scenario.latestCall()
    const from = await act()
    await scenario.advance('20s')
    const calls = scenario.calls(typeof from === 'number' ? from : before, name)
    rows.push({
      what: `${name}: ${what}`,
      measured: calls.length + unseen,
      unit: 'calls',
      budget: { atMost },
      note: `${calls.map(({ operation }) => operation).join(' ')}${unseen ? ' + the ranged read by URL' : ''}`,
    })
  }

  const chat = await scenario.bridgedChat()
  const native = await scenario.nativeChat()
  const texts = (n: number) => Array.from({ length: n }, (_, i) => 'abc'[i]!.repeat(4000)).join(' ')

  /** Streams a text that a flow has written. Such a text goes through the queue. */
  const flowSays = (Content: string) =>
    scenario.stream(chat.contactId, {
      ...{ Type: 'MESSAGE', ContentType: 'text/plain', ParticipantRole: 'SYSTEM' },
      Content,
    })

  // The six calls: the function stores the reply, looks for other replies, claims the reply, sends
  // it, and records AWS's answer in two writes. The two further calls are queries that the function
  // makes after it has claimed the reply: one for an older reply that has arrived in the meantime,
  // and one for a younger reply that was already sent.
  await counted('a text of an agent, sent directly', 'enqueue-reply', 6 + 2, async () => {
    // While it processes the first text, the function caches the contact and the fact that sending
    // is not paused.
    chat.says('Hello')
    await scenario.advance('3s')
    const from = scenario.latestCall()
    chat.says('How are you?')
    return from
  })
  await counted('a text of a flow, through the queue', 'enqueue-reply', 3, () => flowSays('Hello'))
  // If a reply is older than 20 ms, send-reply makes one more query, for a younger reply that may
  // have been sent first. The budgets include this query. If nobody typed the reply, and its number
  // is bridged, send-reply repeats the query after the time for which the reply waits for older
  // replies.
  const fault = scenario.throughQueue()
  await counted('one text', 'send-reply', 5 + 1, () => chat.says('Hello'))
  scenario.sandbox.faults.remove(fault)
  await counted('a text in two parts', 'send-reply', 8 + 1, () => chat.says(texts(2)))
  await counted('two texts, one wake', 'send-reply', 9 + 2 + REPEATED, async () => {
    // Because of the fault, the first reply is postponed for a second. In this second, the second
    // reply arrives.
    scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 1 })
    await flowSays('One')
    await scenario.advance('500ms')
    await flowSays('Two')
    await scenario.advance('500ms')
    return scenario.latestCall()
  })
  await counted('a text of the customer, alone', 'whatsapp-event', 6, async () => {
    // While it processes the first text, the function caches the customer.
    chat.writes('Hello')
    await scenario.advance('3s')
    const from = scenario.latestCall()
    chat.writes('Are you there?')
    return from
  })
  await counted('a picture of the customer, alone', 'whatsapp-event', 11, () =>
    scenario.whatsapp.customerSends(chat.customer, scenario.business.bridged.number, {
      type: 'image',
      image: {},
      mime_type: scenario.photo.mimeType,
      data: scenario.photo.bytes.toString('base64'),
    }),
  )
  rows.push(await orderUnderThrottling(scenario))
  // Marks the customer's messages as read. Otherwise, the next reply would cause one more call, for
  // the read receipt.
  await chat.api('GET', '/conversation')
  const file = (uploadId: string) => ({
    type: 'media',
    kind: 'document',
    uploadId,
    caption: 'Your booking',
    filename: 'booking.pdf',
  })
  const uploaded = [await chat.upload(pdf), await chat.upload(pdf), await native.upload(pdf)]
  await counted('own file', 'send-reply', 10 + 2 + TRACE, () => chat.reply(file(uploaded[0]!)))
  await counted('own file, its media id remembered', 'send-reply', 6 + 3 + TRACE, () =>
    chat.reply(file(uploaded[1]!)),
  )
  await counted('own file, native number', 'send-reply', 10 + 1 + TRACE, () =>
    native.reply(file(uploaded[2]!)),
  )
  const readAgain = 6 + 1 + TRACE + REPEATED
  await counted('template, its definition read again', 'send-reply', readAgain, async () => {
    // The template's definition was read when the API accepted the reply. At the fifth attempt to
    // send the reply, the definition is more than a minute old, so it is read again.
    scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 4 })
    await chat.reply({ type: 'template', name: 'hello_again', language: 'en_US', values: {} })
    await scenario.advance('70s')
    return scenario.latestCall()
  })
  // Streams the item with which Connect reports that a file of the chat has been scanned and
  // approved. The time of the scan is left out, because the file's signal would be delivered
  // several times during the scan.
  const approved = async (name: string) =>
    scenario.stream(chat.contactId, {
      Type: 'ATTACHMENT',
      Attachments: [await scenario.attachmentOf(chat.contactId, { ...scenario.photo, name })],
    })
  await counted('file of the chat', 'send-reply', 11 + 2, () => approved('first.jpg'), 1)
  scenario.fault({
    kind: 'error',
    code: 'InvalidParametersException',
    status: 400,
    operation: 'PostWhatsAppMessageMedia',
    times: 1,
  })
  await counted(
    'file of the chat, its URL refused',
    'send-reply',
    12 + 2,
    () => approved('second.jpg'),
    1,
  )
  scenario.calm()
  return rows
}

const BURST = 12

/**
 * The customer writes faster than the participant service allows, so that a third of the calls are
 * throttled.
 */
async function orderUnderThrottling(scenario: Scenario): Promise<Row> {
  const chat = await scenario.bridgedChat()
  await scenario.advance('1m')
  const fault = scenario.fault({
    kind: 'throttle',
    service: 'participant',
    operation: 'SendMessage',
    chance: 0.33,
    seed: 21,
  })
  for (let n = 0; n < BURST; n++) chat.writes(`Number ${n}`)
  await scenario.advance('2m')
  scenario.sandbox.faults.remove(fault)
  const shown = chat
    .transcript()
    .flatMap(({ Content = '' }) => /^Number (\d+)$/m.exec(Content)?.slice(1).map(Number) ?? [])
  // If a message reaches the chat later than a younger message, its text starts with the time at
  // which the customer wrote it.
  const marked = chat.transcript().filter(({ Content = '' }) => /^\[written at/.test(Content))
  const wrong = shown.filter((n, i) => n < Math.max(-1, ...shown.slice(0, i))).length
  return {
    what: `${BURST} texts of a customer while Connect throttles: lost, or out of order and unmarked`,
    measured: BURST - new Set(shown).size + Math.max(0, wrong - marked.length),
    unit: 'replies',
    budget: { exactly: 0 },
    note: `${marked.length} marked as late`,
  }
}
