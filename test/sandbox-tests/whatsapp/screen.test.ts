import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { ana, aWhatsApp, business, jpeg, pdf, text, travelNumberId } from './fixtures.ts'

it('shows the messages of a conversation in order, with texts, files and ticks', async () => {
  const { whatsapp, writes, send, upload } = aWhatsApp()
  writes('Is it ready?')
  whatsapp.customerSends(ana, business, {
    type: 'image',
    image: { caption: 'This one' },
    data: jpeg.toString('base64'),
  })

  await send({
    type: 'document',
    document: {
      id: upload(pdf, 'application/pdf'),
      caption: 'Your papers',
      filename: 'papers.pdf',
    },
  })

  const { messages, name } = whatsapp.screen(ana)
  expect(name).toBe('Ana')
  expect(messages).toMatchObject([
    { direction: 'inbound', type: 'text', text: 'Is it ready?', business },
    {
      direction: 'inbound',
      type: 'image',
      media: { mimeType: 'image/jpeg', bytes: jpeg.length, caption: 'This one' },
    },
    {
      direction: 'outbound',
      type: 'document',
      ticks: 'read',
      media: {
        mimeType: 'application/pdf',
        bytes: pdf.length,
        sha256: createHash('sha256').update(pdf).digest('hex'),
        caption: 'Your papers',
        fileName: 'papers.pdf',
      },
    },
  ])
})

it('fills in a template, and shows a placeholder within a value unchanged', async () => {
  const { whatsapp, send, upload } = aWhatsApp()
  const image = upload(jpeg, 'image/jpeg')
  const parameters = Object.entries({
    first_name: '{{deadline}}',
    destination: 'only $& $1',
    deadline: 'Friday',
  })
  const components = [
    { type: 'header', parameters: [{ type: 'image', image: { id: image } }] },
    {
      type: 'body',
      parameters: parameters.map(([parameter_name, value]) => ({
        type: 'text',
        parameter_name,
        text: value,
      })),
    },
    {
      type: 'button',
      sub_type: 'url',
      index: '1',
      parameters: [{ type: 'text', text: 'LT-2041' }],
    },
  ]

  await send({
    type: 'template',
    template: { name: 'trip_documents_ready', language: { code: 'en_US' }, components },
  })

  expect(whatsapp.screen(ana).messages).toMatchObject([
    {
      type: 'template',
      template: {
        name: 'trip_documents_ready',
        header: {
          format: 'IMAGE',
          media: { id: image, mimeType: 'image/jpeg', bytes: jpeg.length },
        },
        body: 'Hello {{deadline}}, your documents for *only $& $1* are ready. Please check them before Friday.',
        footer: 'Lighthouse Travel',
        buttons: [
          { type: 'QUICK_REPLY', text: 'I have a question' },
          { type: 'URL', text: 'See documents', url: 'https://travel.example.com/trips/LT-2041' },
        ],
      },
    },
  ])
  expect(whatsapp.file(image)?.body).toEqual(jpeg)
})

it('does not show a message that WhatsApp refused', async () => {
  const { whatsapp, send } = aWhatsApp()

  await send(text('Hello'))

  expect(whatsapp.screen(ana).messages).toEqual([])
  expect(whatsapp.sent()).toMatchObject([{ to: ana, status: 'failed', errors: [{ code: 131047 }] }])
})

it('shows quoted messages, and shows each reaction at its message', async () => {
  const { whatsapp, writes, send } = aWhatsApp()
  const { id } = writes('Which size?')

  await send({ ...text('The small one'), context: { message_id: id } })
  await send({ type: 'reaction', reaction: { message_id: id, emoji: '👍' } })

  const [question, answer] = whatsapp.screen(ana).messages
  expect(question).toMatchObject({ reactions: [{ from: 'business', emoji: '👍' }] })
  expect(answer).toMatchObject({
    text: 'The small one',
    quoted: { id, direction: 'inbound', text: 'Which size?' },
  })
})

it('shows blue ticks and the typing indicator after the business has marked a message as read', async () => {
  const { whatsapp, writes, clock } = aWhatsApp()
  const { id } = writes('Hello?')
  const before = whatsapp.screen(ana)

  whatsapp.accept(
    travelNumberId,
    {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: id,
      typing_indicator: { type: 'text' },
    },
    'v23.0',
  )
  const after = whatsapp.screen(ana)
  await clock.advance(26_000)

  expect(before).toMatchObject({ messages: [{ ticks: 'delivered' }], typing: [] })
  expect(after).toMatchObject({ messages: [{ ticks: 'read' }], typing: [business] })
  expect(whatsapp.screen(ana).typing).toEqual([])
})

it('reports a tapped button to the business', async () => {
  const { whatsapp, send, webhooks } = aWhatsApp()
  const components = [
    { type: 'header', parameters: [{ type: 'text', text: 'LH 1' }] },
    {
      type: 'body',
      parameters: ['A', 'B', 'C', 'D'].map((each) => ({ type: 'text', text: each })),
    },
  ]
  const { id } = await send({
    type: 'template',
    template: { name: 'flight_changed', language: { code: 'en_US' }, components },
  })

  whatsapp.customerSends(ana, business, {
    type: 'button',
    button: { text: 'OK', payload: 'OK' },
    context: { id },
  })

  expect(webhooks.at(-1)!.value.messages[0]).toMatchObject({
    from: '15550142',
    type: 'button',
    button: { text: 'OK', payload: 'OK' },
    context: { from: '15550100', id },
  })
})
