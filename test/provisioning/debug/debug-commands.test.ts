// Runs the debug commands as processes. Each command reads a file or standard input, and returns
// JSON and an exit code.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { debug } from '../../../provisioning/debug/commands.ts'

const root = join(import.meta.dirname, '../../..')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'debug-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function run(command: string, args: string[], stdin = '') {
  const child = spawn(command, args, { cwd: root, stdio: 'pipe' })
  child.stdin.end(stdin)
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((ended) => child.on('close', ended)),
  ])
  return { out, err, code }
}

const cli = (...args: string[]) =>
  run(join(root, 'node_modules/.bin/node'), ['provisioning/cli.ts', 'debug', ...args])
const withStdin = (stdin: string, ...args: string[]) =>
  run(join(root, 'node_modules/.bin/node'), ['provisioning/cli.ts', 'debug', ...args], stdin)

function file(name: string, content: unknown) {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const definition = {
  name: 'order_ready',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  components: [
    { type: 'HEADER', format: 'IMAGE' },
    {
      type: 'BODY',
      text: 'Hi {{1}}, your order is ready for you.',
      example: { body_text: [['Ana']] },
    },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+15550100' },
        {
          type: 'URL',
          text: 'Track',
          url: 'https://example.com/{{1}}',
          example: ['https://example.com/7'],
        },
      ],
    },
  ],
}
const values = { header: { id: '2423' }, 'body.1': 'Ana', 'button.1': '7' }
const components = [
  { type: 'header', parameters: [{ type: 'image', image: { id: '2423' } }] },
  { type: 'body', parameters: [{ type: 'text', text: 'Ana' }] },
  { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: '7' }] },
]
const message = {
  messaging_product: 'whatsapp',
  to: '+15550101',
  type: 'template',
  template: { name: 'order_ready', language: { code: 'en_US' }, components },
}

describe('template fields', () => {
  it('prints whether the template can be sent, and its fields, as JSON', async () => {
    const { out, code } = await cli('template', 'fields', file('definition.json', definition))

    expect(JSON.parse(out)).toEqual({
      name: 'order_ready',
      language: 'en_US',
      sendable: true,
      why: [],
      fields: [
        { key: 'header', component: 'header', kind: 'image', required: true },
        {
          key: 'body.1',
          component: 'body',
          kind: 'text',
          required: true,
          maxLength: 1024 - 'Hi , your order is ready for you.'.length,
          example: 'Ana',
        },
        {
          key: 'button.1',
          component: 'button',
          kind: 'url_suffix',
          required: true,
          maxLength: 1980,
          example: '7',
          button: 1,
        },
      ],
    })
    expect(code).toBe(0)
  })

  it('exits with 1, and prints the reason, if the template cannot be sent', async () => {
    const { out, code } = await withStdin(
      JSON.stringify({ ...definition, status: 'PAUSED' }),
      'template',
      'fields',
      '-',
    )

    expect(JSON.parse(out)).toMatchObject({
      sendable: false,
      why: [{ code: 'template_not_approved', path: 'status' }],
    })
    expect(code).toBe(1)
  })
})

describe('template render', () => {
  it('prints the components and the preview', async () => {
    const { out, code } = await withStdin(
      JSON.stringify(values),
      'template',
      'render',
      file('definition.json', definition),
      '-',
    )

    expect(JSON.parse(out)).toMatchObject({
      components,
      preview: { body: 'Hi Ana, your order is ready for you.' },
      problems: [],
    })
    expect(code).toBe(0)
  })

  it('exits with 1 if a value is missing', async () => {
    const { out, code } = await cli(
      'template',
      'render',
      file('definition.json', definition),
      file('values.json', {}),
    )

    expect(JSON.parse(out).problems).toMatchObject([
      { path: 'header' },
      { path: 'body.1' },
      { path: 'button.1' },
    ])
    expect(code).toBe(1)
  })
})

describe('template check', () => {
  it('exits with 0 if there are only warnings, and with 1 if Meta would refuse the template', async () => {
    const longer = { ...definition, components: [{ type: 'BODY', text: 'x'.repeat(551) }] }
    const tooLong = { ...definition, components: [{ type: 'BODY', text: 'x'.repeat(1025) }] }

    const [warned, refused] = await Promise.all([
      cli('template', 'check', file('longer.json', longer)),
      cli('template', 'check', file('too-long.json', tooLong)),
    ])

    expect(JSON.parse(warned.out)).toMatchObject({
      problems: [{ code: 'may_be_too_long', severity: 'warning' }],
    })
    expect(warned.code).toBe(0)
    expect(JSON.parse(refused.out)).toEqual({
      problems: [
        {
          code: 'too_long',
          path: 'components.0.text',
          message: 'The text of component 1 has 1025 characters. WhatsApp allows 1024. Shorten it.',
          source: 'documented',
          values: { length: 1025, limit: 1024 },
        },
      ],
    })
    expect(refused.code).toBe(1)
  })
})

describe('message check', () => {
  it('reports no problems for a valid message, with or without its template', async () => {
    const { out, code } = await cli(
      'message',
      'check',
      file('message.json', message),
      '--template',
      file('definition.json', definition),
    )

    expect(JSON.parse(out)).toEqual({ problems: [] })
    expect(code).toBe(0)
  })

  it('reports every problem once, with its path', async () => {
    const wrong = {
      ...message,
      template: {
        ...message.template,
        components: [components[0], { type: 'body', parameters: [{ type: 'text', text: 'a\tb' }] }],
      },
    }

    const { out, code } = await cli(
      'message',
      'check',
      '--template',
      file('definition.json', definition),
      file('wrong.json', wrong),
    )

    expect(
      JSON.parse(out).problems.map(
        ({ code: c, path }: { code: string; path: string }) => `${path} ${c}`,
      ),
    ).toEqual(['template.components.1.parameters.0.text tab', 'template.components required'])
    expect(code).toBe(1)
  })
})

describe('event explain', () => {
  const entry = {
    id: '1',
    changes: [
      {
        field: 'messages',
        value: {
          metadata: { phone_number_id: '574' },
          contacts: [{ wa_id: '15550101' }],
          messages: [
            {
              from: '15550101',
              id: 'wamid.A',
              timestamp: '1744344496',
              type: 'text',
              text: { body: 'Hi' },
            },
          ],
        },
      },
    ],
  }
  const envelope = {
    context: {
      MetaPhoneNumberIds: [
        {
          metaPhoneNumberId: '574',
          arn: 'arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/976c',
        },
      ],
    },
    whatsAppWebhookEntry: JSON.stringify(entry),
    aws_account_id: '111122223333',
  }
  const status = {
    source: 'aws.social-messaging',
    'detail-type': 'WhatsApp Message Failed',
    account: '111122223333',
    detail: { messageId: 'm', status: 'failed', errors: [{ code: 131047 }] },
  }
  const chatItem = {
    AbsoluteTime: '2021-09-08T13:28:24.656Z',
    Content: 'help',
    ContentType: 'text/plain',
    Id: '3',
    Type: 'MESSAGE',
    ParticipantRole: 'AGENT',
    InitialContactId: 'i',
    ContactId: 'i',
  }
  const notification = (inside: object) => ({
    Type: 'Notification',
    Message: JSON.stringify(inside),
    MessageAttributes: { MessageVisibility: { Type: 'String', Value: 'ALL' } },
  })

  it.each<[string, unknown, object]>([
    [
      'AWS’s envelope',
      envelope,
      {
        kind: 'message.text',
        windowUntil: '2025-04-12T04:08:16.000Z',
        bridge: expect.stringContaining('Connect chat'),
      },
    ],
    ['one webhook entry', entry, { kind: 'message.text', content: { body: 'Hi' } }],
    [
      'Meta’s whole payload',
      { object: 'whatsapp_business_account', entry: [entry] },
      { kind: 'message.text' },
    ],
    [
      'an EventBridge event',
      status,
      {
        kind: 'status.failed',
        errors: [{ code: 131047, agent: 'The 24-hour window is closed. Send a template.' }],
        bridge: expect.stringContaining('closes the service window'),
      },
    ],
    [
      'an item of Connect’s chat',
      chatItem,
      { kind: 'chat.message', role: 'AGENT', bridge: expect.stringContaining('outbox') },
    ],
    [
      'an item inside a notification inside a queue',
      { Records: [{ body: JSON.stringify(notification(chatItem)) }] },
      { kind: 'chat.message', visibility: 'ALL' },
    ],
    [
      'an unknown event',
      { changes: [{ field: 'quantum', value: { x: 1 } }] },
      { kind: 'unknown', raw: { x: 1 } },
    ],
  ])('reads %s', async (_, event, explained) => {
    const { out, code } = await withStdin(JSON.stringify(event), 'event', 'explain', '-')

    expect(JSON.parse(out)).toMatchObject({ events: [explained] })
    expect(code).toBe(0)
  })
})

describe('input that cannot be read', () => {
  it.each<[string, string[], string, string]>([
    ['no JSON', ['template', 'fields', '-'], '{', 'not_json'],
    ['no such file', ['template', 'check', 'nowhere.json'], '', 'no_file'],
    ['no definition', ['template', 'fields', '-'], '[1]', 'not_a_definition'],
    ['no event', ['event', 'explain', '-'], '{"a":1}', 'not_an_event'],
  ])('causes exit code 2 and a problem as JSON: %s', async (_, args, stdin, problemCode) => {
    const { out, code } = await withStdin(stdin, ...args)

    expect(JSON.parse(out)).toMatchObject({ problems: [{ code: problemCode }] })
    expect(code).toBe(2)
  })

  it.each([
    [['template', 'fields']],
    [['template', 'fly', 'x']],
    [['template', 'render', '-', '-']],
    [['message', 'check', 'a.json', '--tempalte', 'b.json']],
  ])('causes exit code 2, without a stack trace, if the arguments are wrong: %j', async (args) => {
    const { err, code } = await cli(...args)

    expect(code).toBe(2)
    expect(err).not.toMatch(/\n\s+at /)
  })

  it('does not include JSON that begins with a byte order mark', async () => {
    expect(
      (await withStdin(`\uFEFF${JSON.stringify(definition)}`, 'template', 'fields', '-')).code,
    ).toBe(0)
  })
})

it('the debug commands run with npx in a clone of the repository', async () => {
  const { out, code } = await run('npx', [
    'connect-whatsapp',
    'debug',
    'template',
    'fields',
    '--help',
  ])

  expect(out).toContain('connect-whatsapp debug template fields <DEFINITION>')
  expect(code).toBe(0)
})

it.each(debugCommands())(
  'documents the exit codes in the help of "%s"',
  (_, { fullDescription }) => {
    expect(fullDescription).toContain('Exit code: 0 no problems')
  },
)

function debugCommands(): [string, { fullDescription: string | undefined }][] {
  return debug.getAllEntries().flatMap(({ name: group, target }) =>
    'getAllEntries' in target
      ? target.getAllEntries().map(({ name, target: command }) => {
          const title = `${group.original} ${name.original}`
          return [title, command] satisfies [string, object]
        })
      : [],
  )
}
