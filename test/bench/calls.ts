// How many AWS calls a reply takes, by its kind, counted at the sandbox's front door.
import { bookingPdf } from '../files/sample-files.ts'
import type { Town } from '../scenarios/scenario.ts'
import type { Row } from './rows.ts'

export async function callsPerReply(town: Town): Promise<Row[]> {
  const pdf = { name: 'booking.pdf', mimeType: 'application/pdf', bytes: await bookingPdf() }
  const rows: Row[] = []

  /** Calls of one function while something happens and comes to its end. `act` may say from where on it counts. */
  async function counted(
    what: string,
    name: string,
    atMost: number,
    act: () => unknown,
    unseen = 0,
  ) {
    await town.advance('2m')
    const before = town.latestCall()
    const from = await act()
    await town.advance('20s')
    const calls = town.calls(typeof from === 'number' ? from : before, name)
    rows.push({
      what: `${name}: ${what}`,
      measured: calls.length + unseen,
      unit: 'calls',
      budget: { atMost },
      note: `${calls.map(({ operation }) => operation).join(' ')}${unseen ? ' + the ranged read by URL' : ''}`,
    })
  }

  const chat = await town.bridgedChat()
  const native = await town.nativeChat()
  const texts = (n: number) => Array.from({ length: n }, (_, i) => 'abc'[i]!.repeat(4000)).join(' ')

  await counted('a text of the chat', 'enqueue-reply', 3, () => chat.says('Hello'))
  await counted('one text', 'send-reply', 4, () => chat.says('Hello'))
  await counted('a text in two parts', 'send-reply', 6, () => chat.says(texts(2)))
  await counted('two texts, one wake', 'send-reply', 7, async () => {
    // The first is put off for a second, in which the second one comes.
    town.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 1 })
    chat.says('One')
    await town.advance('500ms')
    chat.says('Two')
    await town.advance('500ms')
    return town.latestCall()
  })
  const file = (uploadId: string) => ({
    type: 'media',
    kind: 'document',
    uploadId,
    caption: 'Your booking',
    filename: 'booking.pdf',
  })
  const uploaded = [await chat.upload(pdf), await chat.upload(pdf), await native.upload(pdf)]
  await counted('own file', 'send-reply', 9, () => chat.reply(file(uploaded[0]!)))
  await counted('own file, its media id remembered', 'send-reply', 5, () =>
    chat.reply(file(uploaded[1]!)),
  )
  await counted('own file, native number', 'send-reply', 10, () => native.reply(file(uploaded[2]!)))
  await counted('template, its definition read again', 'send-reply', 6, async () => {
    // Its fifth try comes when what was read at acceptance is over a minute old.
    town.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 4 })
    await chat.reply({ type: 'template', name: 'hello_again', language: 'en_US', values: {} })
    await town.advance('70s')
    return town.latestCall()
  })
  // While a file is scanned its wake comes back a few times: from its approval on, it is told by an item of its own.
  const approved = async (name: string) =>
    town.stream(chat.contactId, {
      Type: 'ATTACHMENT',
      Attachments: [await town.attachmentOf(chat.contactId, { ...town.photo, name })],
    })
  await counted('file of the chat', 'send-reply', 10, () => approved('first.jpg'), 1)
  town.fault({
    kind: 'error',
    code: 'InvalidParametersException',
    status: 400,
    operation: 'PostWhatsAppMessageMedia',
    times: 1,
  })
  await counted(
    'file of the chat, its URL refused',
    'send-reply',
    11,
    () => approved('second.jpg'),
    1,
  )
  town.calm()
  return rows
}
