// Customers' messages that Connect refuses, that refer to other messages, or that need no agent.
import { randomUUID } from 'node:crypto'
import { PublishCommand } from '@aws-sdk/client-sns'
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, it } from 'vitest'
import { topicArn } from '#deployment/resources'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
afterEach(() => scenario.asUsual())

const UNATTRIBUTED = 'event_unattributed'
type Chat = Awaited<ReturnType<typeof scenario.bridgedChat>>
const PDF = {
  mime_type: 'application/pdf',
  data: Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64'),
}
const PNG = {
  mime_type: 'image/jpeg',
  data: scenario.photo.bytes.toString('base64'),
}

const sends = (customer: string, message: Parameters<typeof scenario.whatsapp.customerSends>[2]) =>
  scenario.whatsapp.customerSends(customer, scenario.business.bridged.number, message)
const sendsPdf = ({ customer }: Chat, document: object) =>
  sends(customer, { type: 'document', document, ...PDF })

const contactsOf = (customer: string) =>
  scenario.agentConsole.contacts().filter(({ customer: who }) => who.name === customer)
const fromCustomer = (contactId: string) =>
  scenario.agentConsole
    .transcript(contactId)
    .filter(({ ParticipantRole }) => ParticipantRole === 'CUSTOMER')
const linesIn = (contactId: string) =>
  fromCustomer(contactId).flatMap(({ Type, Content = '' }) => (Type === 'MESSAGE' ? [Content] : []))
const filesIn = (contactId: string) =>
  fromCustomer(contactId).flatMap(({ Attachments = [] }) =>
    Attachments.map(({ AttachmentName }) => AttachmentName),
  )
const inWidget = async (chat: Chat) => (await chat.api('GET', '/conversation')).body.messages
const refuses = (operation: string, code: string, status: number, times?: number) =>
  scenario.fault({
    kind: 'error',
    function: 'whatsapp-event',
    operation,
    code,
    status,
    ...(times === undefined ? {} : { times }),
  })

describe('a file is attached with its caption', () => {
  it.each([
    [
      { uploadHeaderCase: 'title-case', uploadFileName: 'as-it-is' },
      'kilobytes',
      'Vertrag Müller.pdf',
      'Vertrag Muller.pdf',
    ],
    [
      { uploadHeaderCase: 'lower-case', uploadFileName: 'as-it-is' },
      'bytes',
      '見積書.pdf',
      'file.pdf',
    ],
    [
      { uploadHeaderCase: 'title-case', uploadFileName: 'percent-encoded' },
      'bytes',
      '見積書.pdf',
      '見積書.pdf',
    ],
    [
      { uploadHeaderCase: 'title-case', uploadFileName: 'as-it-is' },
      'bytes',
      'offer.pdf',
      'offer.pdf',
    ],
  ] as const)(
    'if Connect’s upload is %j and sizes are in %s: %s',
    async (upload, unit, filename, name) => {
      Object.assign(scenario.guesses, upload, { receivedFileSize: unit })
      const chat = await scenario.bridgedChat()

      sendsPdf(chat, { filename, caption: 'As agreed' })
      await scenario.advance('10s')

      expect(filesIn(chat.contactId)).toEqual([name])
      expect(linesIn(chat.contactId)).toEqual(['Hello', 'As agreed'])
      const { files } = (await chat.api('GET', '/files')).body
      expect(files).toMatchObject([{ name: filename, size: 15 }])
    },
  )

  it('under a name that Connect accepts for the file’s type', async () => {
    const chat = await scenario.bridgedChat()

    for (const filename of ['Delivery note 7', 'valve.HEIC', undefined, `${'n'.repeat(400)}.pdf`])
      sendsPdf(chat, filename === undefined ? {} : { filename })
    await scenario.advance('10s')

    expect(filesIn(chat.contactId).sort()).toEqual([
      'Delivery note 7.pdf',
      expect.stringMatching(/^document-\w{6}\.pdf$/),
      expect.stringMatching(/^n{252}\.pdf$/),
      'valve.HEIC.pdf',
    ])
  })
})

describe('a file that Connect refuses', () => {
  it.each([
    ['ServiceQuotaExceededException', 402, 'StartAttachmentUpload'],
    ['ValidationException', 400, 'StartAttachmentUpload'],
    ['AccessDeniedException', 403, 'StartAttachmentUpload'],
    ['ValidationException', 400, 'CompleteAttachmentUpload'],
  ])(
    'with %s (%s) of %s is replaced in the chat by its caption and a notice, and can be opened in the widget',
    async (code, status, operation) => {
      const chat = await scenario.bridgedChat()
      refuses(operation, code, status)

      sendsPdf(chat, { filename: 'claim.pdf', caption: 'My claim' })
      await scenario.advance('4m')

      expect(contactsOf(chat.customer)).toHaveLength(1)
      expect(linesIn(chat.contactId)).toEqual([
        'Hello',
        expect.stringMatching(
          /a document that Connect refused .*: claim\.pdf \(1 kB\).*widget.*\nMy claim$/,
        ),
      ])
      expect((await chat.api('GET', '/files')).body.files).toMatchObject([{ name: 'claim.pdf' }])
    },
  )
})

describe('a text that is too long for one message', () => {
  it('becomes several messages, and does not delay other customers in the same notification', async () => {
    const [writer, neighbor] = [scenario.newNumber(), scenario.newNumber()]
    const long = 'All work and no play. '.repeat(1500)
    await publish([
      { from: writer, id: 'wamid.LONG', type: 'text', text: { body: long } },
      { from: neighbor, id: 'wamid.NEXT', type: 'text', text: { body: 'Please call me' } },
    ])
    await scenario.advance('10s')

    const [contact] = contactsOf(writer)
    expect(linesIn(contact!.contactId).length).toBeGreaterThan(1)
    expect(linesIn(contact!.contactId).join('')).toBe(long)
    expect(linesIn(contactsOf(neighbor)[0]!.contactId)).toEqual(['Please call me'])
  })

  it('is split into parts of 1024 characters if Connect accepts no more', async () => {
    const chat = await scenario.bridgedChat()
    scenario.guesses.messageLength = '1024-characters'
    chat.writes('One two three. '.repeat(200))
    await scenario.advance('10s')

    const [, ...parts] = linesIn(chat.contactId)
    expect(parts.join('')).toBe('One two three. '.repeat(200))
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(1024)
  })

  it('is replaced by a notice if Connect refuses even short texts', async () => {
    const chat = await scenario.bridgedChat()
    refuses('SendMessage', 'ValidationException', 400, 1)
    chat.writes('Short')
    await scenario.advance('10s')

    expect(linesIn(chat.contactId)[1]).toMatch(/Connect refused .* widget/)
    const { messages } = (await chat.api('GET', '/conversation')).body
    expect(messages[0]).toMatchObject({ text: 'Short' })
  })
})

describe('a chat', () => {
  it('is not considered ended if it refuses one text, which is then sent with new credentials', async () => {
    const chat = await scenario.bridgedChat()
    refuses('SendMessage', 'AccessDeniedException', 403, 1)
    chat.writes('Still there?')
    await scenario.advance('10s')

    expect(contactsOf(chat.customer)).toHaveLength(1)
    expect(linesIn(chat.contactId)).toEqual(['Hello', 'Still there?'])
  })

  it('is followed, after its end, by another chat for the customer’s next file', async () => {
    const chat = await scenario.bridgedChat()
    scenario.agentConsole.end(chat.contactId, chat.agent)
    sends(chat.customer, { type: 'image', image: { caption: 'And this?' }, ...PNG })
    await scenario.advance('10s')

    const next = contactsOf(chat.customer).find(({ state }) => state === 'queued')!
    expect([filesIn(next.contactId).length, linesIn(next.contactId)]).toEqual([1, ['And this?']])
  })

  it('is followed by another chat if an agent closes it before the customer’s first picture is in it', async () => {
    const customer = scenario.newNumber()
    refuses('StartAttachmentUpload', 'InternalServerException', 500)
    sends(customer, { type: 'image', image: { caption: 'It is broken' }, ...PNG })
    const { contactId } = await scenario.contactOf(customer)
    scenario.agentConsole.accept(contactId, 'maria')
    scenario.agentConsole.end(contactId, 'maria')
    scenario.calm()
    await scenario.advance('10m')

    const next = contactsOf(customer).find(({ state }) => state === 'queued')!
    expect(filesIn(next.contactId)).toHaveLength(1)
    // The start of the first chat was not complete, so it is not known whether its agent wrote
    // something that was not sent.
    expect(linesIn(next.contactId)).toEqual([
      expect.stringContaining(`An earlier chat with this customer (contact ${contactId}) ended`),
      'It is broken',
    ])
  })
})

it.each([
  ['start a chat', 'StartChatContact', 'InternalServiceException'],
  ['store the message', 'PutItem', 'InternalServerError'],
])(
  'delays only the customer for whom it cannot %s, not others in the same notification',
  async (_, operation, code) => {
    const [failing, other] = [scenario.newNumber(), scenario.newNumber()]
    const ids = [1, 2, 3].map((n) => `wamid.${operation}${n}`)
    const fault = scenario.fault({
      ...{ kind: 'error', operation, code, status: 500 },
      containing: [operation === 'PutItem' ? ids[0]! : failing],
    })
    await publish([
      { from: failing, id: ids[0], type: 'text', text: { body: 'One' } },
      { from: failing, id: ids[1], type: 'text', text: { body: 'Two' } },
      { from: other, id: ids[2], type: 'text', text: { body: 'Are you there?' } },
    ])
    await scenario.advance('5s')
    const early = [failing, other].map((each) => contactsOf(each).length)
    scenario.sandbox.faults.remove(fault)
    await scenario.advance('1m')

    expect(early).toEqual([0, 1])
    expect(linesIn(contactsOf(failing)[0]!.contactId)).toEqual(['One', 'Two'])
  },
)

it('finds the business number and its WABA by Meta’s ids if AWS’s envelope names neither', async () => {
  scenario.guesses.envelopeArns = 'not-named'
  const chat = await scenario.bridgedChat()

  chat.writes('Help')
  await scenario.advance('10s')

  expect(linesIn(chat.contactId)).toEqual(['Hello', 'Help'])
  scenario.guesses.envelopeArns = 'named'
  chat.writes('Are you there?')
  await scenario.advance('10s')
  expect(contactsOf(chat.customer)).toHaveLength(1)
})

it.each([
  ['is not JSON', { whatsAppWebhookEntry: '{"id":' }, 'event_unreadable'],
  [
    'contains a message that is not an object',
    {
      whatsAppWebhookEntry: JSON.stringify({
        changes: [{ field: 'messages', value: { messages: ['Help'] } }],
      }),
    },
    'event_unreadable',
  ],
  ['names a number of nobody', { context: {}, metadata: { phone_number_id: '1' } }, UNATTRIBUTED],
  [
    'reports a colleague’s answer from a number of nobody',
    {
      whatsAppWebhookEntry: JSON.stringify({
        changes: [
          {
            field: 'smb_message_echoes',
            value: { message_echoes: [{ id: 'wamid.D', to: '15550100', type: 'text' }] },
          },
        ],
      }),
    },
    UNATTRIBUTED,
  ],
  ['names another account', { aws_account_id: '444455556666' }, UNATTRIBUTED],
])(
  'keeps an event that %s in the dead-letter queue, and counts it once',
  async (_, beside, word) => {
    const restore = await scenario.receivesAtMost('connect-whatsapp-whatsapp-events', 2)
    const logged = () => scenario.logs().filter(({ line }) => line.includes(`"${word}"`)).length
    const before = logged()
    const customer = scenario.newNumber()
    const message = { from: customer, id: 'wamid.C', type: 'text', text: { body: 'Help' } }
    const messageId = randomUUID()
    await publish([message], 'messages', 'messages', { ...beside, messageId })
    await scenario.exhaust('connect-whatsapp-whatsapp-events')
    await restore()

    const QueueUrl = `${scenario.sandbox.urls.aws}/${scenario.world.account}/connect-whatsapp-whatsapp-events-dead`
    const { Messages = [] } = await scenario.sqs.send(new ReceiveMessageCommand({ QueueUrl }))
    expect(Messages.map(({ Body }) => Body)).toEqual([expect.stringContaining(messageId)])
    expect(logged() - before).toBe(1)
    const { ReceiptHandle } = Messages[0]!
    await scenario.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
  },
)

it('shows an event about an earlier message in an open chat, but starts no chat for it', async () => {
  const chat = await scenario.bridgedChat('maria', 'Can I bring my dog?')
  const [{ id }] = (await chat.api('GET', '/conversation')).body.messages
  const concerns = [
    { type: 'reaction', reaction: { message_id: id, emoji: '🐕' } },
    { type: 'reaction', reaction: { message_id: 'wamid.OTHER', emoji: '' } },
    { type: 'revoke', revoke: { original_message_id: id } },
  ]
  for (const message of concerns) {
    sends(chat.customer, message)
    await scenario.advance('5s')
  }
  expect(linesIn(chat.contactId)).toEqual([
    'Can I bring my dog?',
    '[reacted with 🐕 to the earlier message “Can I bring my dog?”]',
    '[removed the reaction from an earlier message]',
    '[deleted the earlier message “Can I bring my dog?” in WhatsApp; Connect’s transcript keeps it]',
  ])

  scenario.agentConsole.end(chat.contactId, chat.agent)
  await scenario.rest()
  for (const message of [...concerns, { type: 'request_welcome', request_welcome: {} }])
    sends(chat.customer, message)
  await scenario.advance('4m')

  expect(contactsOf(chat.customer)).toHaveLength(1)
})

it('shows in the chat and in the widget which of their own messages a customer quotes', async () => {
  const chat = await scenario.bridgedChat('maria', 'The blue one?')
  chat.writes('Or the green one?')
  await scenario.advance('5s')
  const [green] = (await chat.api('GET', '/conversation')).body.messages
  sends(chat.customer, { type: 'text', text: { body: 'This!' }, context: { id: green.id } })
  await scenario.advance('5s')

  expect(linesIn(chat.contactId).at(-1)).toBe('[in reply to “Or the green one?”]\nThis!')
  expect(await inWidget(chat)).toMatchObject([
    { text: 'This!', references: { quotes: { id: green.id, text: 'Or the green one?' } } },
    { text: 'Or the green one?' },
    { text: 'The blue one?' },
  ])
})

it.each([
  [
    'WhatsApp’s message “revoke”',
    async ({ customer }: Chat, id: string) =>
      void sends(customer, { type: 'revoke', revoke: { original_message_id: id } }),
  ],
  [
    'AWS’s status “deleted”',
    async ({ customer }: Chat, id: string) => {
      const status = { id, status: 'deleted', recipient_id: customer.replace('+', '') }
      for (let delivery = 0; delivery < 2; delivery++)
        await publish([{ from: customer, ...status }], 'messages', 'statuses')
    },
  ],
])(
  'removes a message, with its file and quotes, if %s reports that the customer deleted it',
  async (_, deletes) => {
    const chat = await scenario.bridgedChat()
    const others = await scenario.media('inbound/')
    sendsPdf(chat, { filename: 'passport.pdf', caption: 'My passport number is X123' })
    await scenario.advance('5s')
    const [{ id }] = await inWidget(chat)
    sends(chat.customer, { type: 'text', text: { body: 'Is it legible?' }, context: { id } })
    sends(chat.customer, {
      type: 'edit',
      edit: {
        original_message_id: id,
        message: { type: 'document', document: { caption: 'X124' } },
      },
    })
    await scenario.advance('5s')
    await deletes(chat, id)
    await scenario.advance('5s')

    const deletion =
      '[deleted the earlier message “X124” in WhatsApp; Connect’s transcript keeps it]'
    expect(linesIn(chat.contactId).filter((line) => line.startsWith('[deleted'))).toEqual([
      deletion,
    ])
    const [answer, deleted] = await inWidget(chat)
    expect(answer).toMatchObject({ text: 'Is it legible?', references: { quotes: { id } } })
    expect(deleted).toEqual({ id, at: deleted.at, type: 'document', deletedAt: deleted.deletedAt })
    expect((await chat.api('GET', '/files')).body.files).toEqual([])
    expect(await scenario.media('inbound/')).toEqual(others)
    const stored = JSON.stringify(await scenario.items(`conversation#${chat.conversation}`))
    expect(stored).not.toMatch(/X12|passport/)
    expect((await chat.reply({ type: 'text', body: 'Yes' }, { quotes: id })).status).toBe(422)
  },
)

it('never shows a message that the customer deleted before it could be shown', async () => {
  const chat = await scenario.bridgedChat()
  const fault = scenario.fault({
    kind: 'error',
    ...{ operation: 'SendMessage', containing: ['My secret'], code: 'ThrottlingException' },
  })
  const { id } = sends(chat.customer, { type: 'text', text: { body: 'My secret' } })
  await scenario.advance('1s')
  sends(chat.customer, { type: 'revoke', revoke: { original_message_id: id } })
  await scenario.advance('30s')
  scenario.sandbox.faults.remove(fault)
  sends(chat.customer, { type: 'revoke', revoke: { original_message_id: 'wamid.EARLY' } })
  await scenario.advance('5s')
  await publish([
    { from: chat.customer, id: 'wamid.EARLY', type: 'text', text: { body: 'My second secret' } },
  ])
  await scenario.advance('5s')

  expect(linesIn(chat.contactId).map((line) => line.split('\n').at(-1))).toEqual([
    'Hello',
    ...Array(2).fill(
      '[deleted an earlier message in WhatsApp; if it is in a transcript of Connect, it stays there]',
    ),
  ])
  expect(await inWidget(chat)).toMatchObject([
    { id, deletedAt: expect.any(String) },
    { text: 'Hello' },
  ])
})

it('shows the latest words of an edited message in the widget', async () => {
  const chat = await scenario.bridgedChat('maria', 'Five')
  const [{ id }] = await inWidget(chat)
  for (const body of ['Six', 'Seven']) {
    const message = { type: 'text', text: { body } }
    sends(chat.customer, { type: 'edit', edit: { original_message_id: id, message } })
    await scenario.advance('2s')
  }

  expect(linesIn(chat.contactId)).toEqual([
    'Five',
    '[edited the earlier message “Five”] Six',
    '[edited the earlier message “Six”] Seven',
  ])
  expect(await inWidget(chat)).toMatchObject([{ id, text: 'Seven', editedAt: expect.any(String) }])
})

it('shows which message from the agent a customer quotes', async () => {
  const chat = await scenario.bridgedChat()
  for (const question of ['Shall we cancel the first order?', 'Shall we resend the second?']) {
    chat.says(question)
    await scenario.advance('10s')
  }
  const [first] = chat.phone()
  sends(chat.customer, { type: 'text', text: { body: 'Yes' }, context: { id: first!.id } })
  await scenario.advance('5s')

  expect(linesIn(chat.contactId).at(-1)).toBe(
    '[in reply to “Shall we cancel the first order?”]\nYes',
  )
})

it('shows a message whose content WhatsApp provides later, under the same id', async () => {
  const customer = scenario.newNumber()
  const first = {
    from: customer,
    id: 'wamid.LATER-PROVIDED',
    type: 'unsupported',
    errors: [{ code: 131060, title: 'This message is unavailable' }],
  }
  const { errors: _, ...rest } = first
  const provided = { ...rest, type: 'text', text: { body: 'Is the offer still on?' } }
  await publish([first])
  await scenario.advance('5s')
  for (let delivery = 0; delivery < 2; delivery++) await publish([provided])
  await publish([first])
  await scenario.advance('5s')

  const [contact, ...others] = contactsOf(customer)
  expect(others).toEqual([])
  expect(linesIn(contact!.contactId)).toEqual([
    expect.stringContaining('could not provide'),
    'Is the offer still on?',
  ])
})

it('shows a message without an id once, even if it arrives twice, and does not let agents quote it', async () => {
  const chat = await scenario.bridgedChat()
  const question = { from: chat.customer, type: 'text', text: { body: 'Is it ready?' } }
  const echo = { ...question, to: chat.customer.slice(1), text: { body: 'On Monday' } }
  const timestamp = String(Math.floor(scenario.clock.now() / 1000))
  for (let delivery = 0; delivery < 2; delivery++) {
    await publish([{ ...question, timestamp }])
    await publish([{ ...echo, timestamp }], 'smb_message_echoes', 'message_echoes')
    await scenario.advance('2s')
  }
  await publish([question])
  await scenario.advance('2s')

  const [again, ...others] = await inWidget(chat)
  expect(linesIn(chat.contactId).sort()).toEqual([
    'Hello',
    'Is it ready?',
    'Is it ready?',
    '[WhatsApp notice] Answered on the business phone: “On Monday”',
  ])
  expect(others.map(({ text }: { text: string }) => text).sort()).toEqual([
    'Hello',
    'Is it ready?',
    'On Monday',
  ])
  const answer = await chat.reply({ type: 'text', body: 'Yes' }, { quotes: again.id })
  expect(answer.status).toBe(422)
})

it('ignores a message in a WhatsApp group', async () => {
  const [stranger, chat] = [scenario.newNumber(), await scenario.bridgedChat()]
  const windowOf = async () => (await chat.api('GET', '/conversation')).body.window
  const before = await windowOf()
  await scenario.advance('1h')

  for (const member of [stranger, chat.customer])
    sends(member, { type: 'text', text: { body: 'Hello all' }, group_id: 'Y2FwaV9ncm91cDo3' })
  await scenario.advance('10s')

  expect(contactsOf(stranger)).toEqual([])
  expect(linesIn(chat.contactId)).toEqual(['Hello'])
  expect(await windowOf()).toEqual(before)
  const logged = scenario.logs().filter(({ line }) => line.includes('group_message'))
  expect(logged.map(({ line }) => JSON.parse(line).kind)).toEqual(['message.text', 'message.text'])
})

it('shows a colleague’s answer from the business phone once in the open chat and once in the widget', async () => {
  const chat = await scenario.bridgedChat('maria', 'Are you open?')
  const echo = {
    id: 'wamid.ECHO',
    from: scenario.business.bridged.number,
    to: chat.customer.replace('+', ''),
    type: 'text',
    text: { body: 'Yes, until seven' },
  }
  await publish([echo, echo], 'smb_message_echoes', 'message_echoes')
  await scenario.advance('5s')
  const answered = await inWidget(chat)
  const about = { original_message_id: echo.id }
  for (const change of [
    { type: 'edit', edit: { ...about, message: { type: 'text', text: { body: 'Until eight' } } } },
    { type: 'revoke', revoke: about },
  ]) {
    await publish(
      [{ ...echo, ...change, id: randomUUID() }],
      'smb_message_echoes',
      'message_echoes',
    )
    await scenario.advance('5s')
  }
  const deleted = await inWidget(chat)
  scenario.agentConsole.end(chat.contactId, chat.agent)
  await scenario.rest()
  await publish([{ ...echo, id: 'wamid.LATER' }], 'smb_message_echoes', 'message_echoes')
  await scenario.advance('5s')

  expect(linesIn(chat.contactId)).toEqual([
    'Are you open?',
    '[WhatsApp notice] Answered on the business phone: “Yes, until seven”',
    '[WhatsApp notice] An answer from the business phone was edited: “Yes, until seven”. It is now: “Until eight”',
    '[WhatsApp notice] An answer from the business phone was deleted in WhatsApp: “Until eight”. Connect’s transcript keeps it.',
  ])
  expect(answered).toMatchObject([
    { id: echo.id, by: 'colleague', text: 'Yes, until seven' },
    { text: 'Are you open?' },
  ])
  expect(deleted[0]).not.toHaveProperty('text')
  expect(contactsOf(chat.customer)).toHaveLength(1)
  expect(chat.phone()).toEqual([])
})

it('puts “›” before a customer’s line that imitates a notice of this project', async () => {
  const chat = await scenario.bridgedChat()
  chat.writes('[whatsapp NOTICE] Delivered')
  await scenario.advance('5s')

  expect(linesIn(chat.contactId).at(-1)).toBe('› [whatsapp NOTICE] Delivered')
})

/** Publishes messages of several customers in one notification, as Meta may do. */
async function publish(
  messages: readonly { from: string; [field: string]: unknown }[],
  field = 'messages',
  list = 'messages',
  { metadata: named, ...beside }: { metadata?: object; [field: string]: unknown } = {},
) {
  const { world, business, clock } = scenario
  const digits = (number: string) => number.replace('+', '')
  const arn = (kind: string, id: string) =>
    `arn:aws:social-messaging:${world.region}:${world.account}:${kind}/${id.replace(/^[a-z-]+-/, '')}`
  const { metaId, number, id } = business.bridged
  const metadata = named ?? { display_phone_number: digits(number), phone_number_id: metaId }
  const changes = messages.map((message) => ({
    field,
    value: {
      messaging_product: 'whatsapp',
      metadata,
      contacts: [{ profile: {}, wa_id: digits(message.from) }],
      [list]: [
        {
          timestamp: String(Math.floor(clock.now() / 1000)),
          ...message,
          from: digits(message.from),
        },
      ],
    },
  }))
  const context = {
    MetaPhoneNumberIds: [{ metaPhoneNumberId: metaId, arn: arn('phone-number-id', id) }],
  }
  await scenario.sandbox.clients.sns.send(
    new PublishCommand({
      TopicArn: topicArn('whatsapp-events', world),
      Message: JSON.stringify({
        context,
        whatsAppWebhookEntry: JSON.stringify({ id: world.wabas[1]!.metaId, changes }),
        aws_account_id: world.account,
        ...beside,
      }),
    }),
  )
}
