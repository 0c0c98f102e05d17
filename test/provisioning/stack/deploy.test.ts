import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  deployStacks,
  destroyStacks,
  planDestroy,
  planStacks,
  stackOutputs,
} from '../../../provisioning/stack/deploy.ts'
import { isWrite, startAccount } from './account.ts'
import { settings } from './settings.ts'
import { unzipped } from './unzipped.ts'

const DATA = 'connect-whatsapp-data'
const APP = 'connect-whatsapp-app'
const MEDIA = 'connect-whatsapp-media-111122223333-us-east-1'
const WIDGET = 'connect-whatsapp-widget-111122223333-us-east-1'
const ASSETS = 'connect-whatsapp-assets-111122223333-us-east-1'

let account: Awaited<ReturnType<typeof startAccount>>
beforeEach(async () => {
  account = await startAccount()
})
afterEach(() => account.close())

const deploy = (more = {}) =>
  deployStacks(settings, account.clients, { ...account.options, ...more })
const plan = () => planStacks(settings, account.clients, account.options)
const sentences = async () => (await plan()).map(({ stack, summary }) => `${stack}: ${summary}`)

describe('a first deployment', () => {
  it('is planned thing by thing without a single write', async () => {
    const planned = await sentences()

    expect(planned).toEqual(
      expect.arrayContaining([
        `${DATA}: add table connect-whatsapp-conversations`,
        `${DATA}: add bucket ${MEDIA}`,
        `${APP}: add function connect-whatsapp-send-reply`,
        `${APP}: add queue connect-whatsapp-replies.fifo`,
        `${DATA}: modify bucket ${MEDIA}: let the widget's page upload, once CloudFront has given it an address`,
      ]),
    )
    expect(account.writes()).toEqual([])
  })

  it('makes both stacks and answers what the channel commands need', async () => {
    const outputs = await deploy()

    expect(account.stack(DATA)!.status).toBe('UPDATE_COMPLETE')
    expect(account.stack(APP)!.status).toBe('CREATE_COMPLETE')
    expect(outputs).toMatchObject({
      apiUrl: expect.stringMatching(/^https:\/\//),
      widgetUrl: expect.stringMatching(/^https:\/\/d.*\.cloudfront\.net\/$/),
      replyTopicArn: 'arn:aws:sns:us-east-1:111122223333:connect-whatsapp-chat-replies',
      whatsappTopicArn: 'arn:aws:sns:us-east-1:111122223333:connect-whatsapp-whatsapp-events',
      contactStartedArn:
        'arn:aws:lambda:us-east-1:111122223333:function:connect-whatsapp-contact-started',
      applicationNamespace: 'connect-whatsapp',
      mediaBucket: MEDIA,
      tableName: 'connect-whatsapp-conversations',
    })
    expect(await stackOutputs(account.clients)).toEqual(outputs)
  })

  it('ends with a media bucket that lets the page in which CloudFront serves', async () => {
    const { widgetUrl } = (await deploy())!

    const media = Object.values(account.stack(DATA)!.template!.Resources).find(
      ({ Type }) => Type === 'AWS::S3::Bucket',
    )!
    expect(media.Properties!.CorsConfiguration.CorsRules[0].AllowedOrigins).toEqual([
      widgetUrl.slice(0, -1),
    ])
  })

  it('tells what happens while it happens', async () => {
    const told: string[] = []
    await deploy({ report: (line: string) => told.push(line) })

    expect(told[0]).toMatch(/^code of \d+ functions: uploaded$/)
    expect(told).toEqual(
      expect.arrayContaining([
        `${DATA}: creating`,
        'table connect-whatsapp-conversations: create complete',
        `${APP}: done`,
      ]),
    )
    expect(told.at(-1)).toMatch(/^the widget: not built/)
  })

  it('uploads the code the templates speak of, though it is built anew meanwhile, and no source map', async () => {
    const folder = join(account.options.bundles, 'sweep')
    await writeFile(join(folder, 'index.mjs.map'), '{}')
    const planned = await readFile(join(folder, 'index.mjs'), 'utf8')
    const builtAnew = (next: any) => async (args: any) => {
      await writeFile(join(folder, 'index.mjs'), 'export const handler = async () => "anew"')
      return next(args)
    }
    account.clients.s3.middlewareStack.add(builtAnew, { step: 'initialize' })

    await deploy()

    const functions = Object.values(account.stack(APP)!.template!.Resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    )
    const { S3Key } = functions.find(
      ({ Properties }) => Properties!.FunctionName === 'connect-whatsapp-sweep',
    )!.Properties!.Code
    const code = unzipped(Buffer.from(await account.object(ASSETS, S3Key, 'latin1'), 'latin1'))
    expect(code).toEqual({ 'index.mjs': { content: planned, mode: 0o100644 } })
  })

  it('leaves nothing behind but its code when it is not agreed to', async () => {
    const shown: string[] = []
    const confirm = async (changes: readonly { summary: string }[]) => {
      shown.push(...changes.map(({ summary }) => summary))
      return false
    }

    expect(await deploy({ confirm })).toBeUndefined()

    expect(shown).toContain('add table connect-whatsapp-conversations')
    expect(account.stack(DATA)).toBeUndefined()
    expect(account.stack(APP)).toBeUndefined()
    expect(await stackOutputs(account.clients)).toBeUndefined()
  })
})

describe('a further deployment', () => {
  it('of the same reads three times and writes nothing', async () => {
    await deploy()
    const before = account.calls().length
    const writes = account.writes().length

    expect(await plan()).toEqual([])
    expect(account.calls().length - before).toBeLessThanOrEqual(3)
    await deploy()

    expect(account.writes().slice(writes)).toEqual([])
  })

  it('of new code changes the one function, and says so', async () => {
    await deploy()
    const before = account.writes().length
    await account.change('sweep')

    expect(await sentences()).toEqual([`${APP}: modify function connect-whatsapp-sweep: Code`])
    const shown: string[] = []
    await deploy({
      confirm: async (changes: readonly { summary: string }[]) =>
        shown.push(...changes.map(({ summary }) => summary)) > 0,
    })

    expect(shown).toEqual(['modify function connect-whatsapp-sweep: Code'])
    expect(account.writes().slice(before)).toEqual([
      'PutObject',
      'PutObject',
      'CreateChangeSet',
      'ExecuteChangeSet',
    ])
    expect(await plan()).toEqual([])
  })

  it('of another setting names what it changes', async () => {
    await deploy()

    const changes = await planStacks(
      { ...settings, alarmTopic: 'arn:aws:sns:us-east-1:111122223333:on-call' },
      account.clients,
      account.options,
    )

    expect(changes.length).toBeGreaterThan(10)
    for (const { summary } of changes)
      expect(summary).toMatch(/^modify alarm connect-whatsapp-.*: AlarmActions$/)
  })

  it('that is not agreed to leaves everything as it was', async () => {
    await deploy()
    const was = (await stackOutputs(account.clients))!.digest
    await account.change('sweep')

    expect(await deploy({ confirm: async () => false })).toBeUndefined()

    expect((await stackOutputs(account.clients))!.digest).toBe(was)
    expect(account.stack(APP)!.status).toBe('CREATE_COMPLETE')
  })
})

describe('a deployment that fails', () => {
  it('says what failed, why, and what to do, and succeeds when run again', async () => {
    account.formation.fail({
      resource: 'connect-whatsapp-widget-api',
      reason:
        'Resource handler returned message: "Specified ReservedConcurrentExecutions for function decreases account\'s UnreservedConcurrentExecution below its minimum value of [100]."',
    })

    await expect(deploy()).rejects.toThrow(
      /function connect-whatsapp-widget-api: .*minimum value of \[100\].* set reservedConcurrency to \{\}[\s\S]*connect-whatsapp-app did not get there \(ROLLBACK_COMPLETE\)/,
    )
    expect(await stackOutputs(account.clients)).toBeUndefined()

    expect(await deploy()).toMatchObject({ mediaBucket: MEDIA })
  })

  it('of an existing stack goes back to what it was', async () => {
    await deploy()
    const was = (await stackOutputs(account.clients))!.digest
    await account.change('sweep')
    account.formation.fail({
      resource: 'connect-whatsapp-sweep',
      reason: 'Access Denied: not authorized to perform: lambda:UpdateFunctionCode',
    })

    await expect(deploy()).rejects.toThrow(
      /connect-whatsapp permissions lists[\s\S]*UPDATE_ROLLBACK_COMPLETE/,
    )

    expect((await stackOutputs(account.clients))!.digest).toBe(was)
    await deploy()
    expect(await plan()).toEqual([])
  })

  it('for a bucket of its name in another account says whose it is not', async () => {
    account.faults.add({
      kind: 'error',
      service: 's3',
      operation: 'HeadBucket',
      code: 'AccessDenied',
      status: 403,
    })

    await expect(deploy()).rejects.toThrow(`The bucket ${ASSETS} belongs to another account`)
  })
})

it('gets to the same account when it is killed right after any of its writes', async () => {
  await deploy()
  const stacks = () => [DATA, APP].map((name) => account.stack(name)!.template)
  const wanted = stacks()
  const writes = account
    .calls()
    .flatMap(({ operation }, index) => (isWrite(operation) ? [index + 1] : []))
  expect(writes.length).toBeGreaterThan(10)

  for (const calls of writes) {
    await account.close()
    account = await startAccount()
    await expect(
      deployStacks(settings, account.dyingClients(calls), account.options),
    ).rejects.toThrow('killed')

    expect(await deploy()).toMatchObject({ mediaBucket: MEDIA })

    expect(stacks()).toEqual(wanted)
  }
  expect(await plan()).toEqual([])
}, 180_000)

describe('the widget', () => {
  const files = async (content: string) => {
    await mkdir(join(account.options.widget, 'assets'), { recursive: true })
    await writeFile(join(account.options.widget, 'agent-workspace.html'), content)
    await writeFile(join(account.options.widget, 'assets/app-0a1b.js'), 'app()')
    await writeFile(join(account.options.widget, 'assets/app-0a1b.js.map'), '{}')
  }

  it('is served with what it has to know, without its source maps, the page itself last', async () => {
    await files('<!doctype html>')

    await deploy()

    expect((await account.objects(WIDGET)).sort()).toEqual([
      'agent-workspace.html',
      'assets/app-0a1b.js',
      'config.json',
    ])
    const puts = account
      .calls()
      .filter(
        ({ operation, resources }) => operation === 'PutObject' && resources[0]?.includes(WIDGET),
      )
    expect(puts.map(({ resources }) => resources[0]!.split(`${WIDGET}/`)[1])).toEqual([
      'assets/app-0a1b.js',
      'config.json',
      'agent-workspace.html',
    ])
  })

  it('is told where its API is, who signs its users in, and what else was set', async () => {
    await files('<!doctype html>')
    const widget = { ccpUrl: 'https://sales.my.connect.aws/ccp-v2/' }

    const outputs = await deployStacks({ ...settings, widget }, account.clients, account.options)

    expect(JSON.parse(await account.object(WIDGET, 'config.json'))).toEqual({
      apiUrl: outputs!.apiUrl,
      issuer: 'https://id.example.com/',
      clientId: 'agent-widget',
      region: 'us-east-1',
      ccpUrl: 'https://sales.my.connect.aws/ccp-v2/',
    })
  })

  it('is uploaded anew where it changed, and only there', async () => {
    await files('<!doctype html>')
    await deploy()
    await files('<!doctype html><title>WhatsApp</title>')
    const before = account.writes().length

    expect(await sentences()).toEqual(["widget: upload 1 of the widget's 3 files"])
    await deploy()

    expect(account.writes().slice(before)).toEqual(['PutObject'])
    expect(await plan()).toEqual([])
  })
})

describe('destroying', () => {
  it('keeps table and media, which a later deployment finds again', async () => {
    await deploy()

    const { removes, keeps } = await planDestroy(account.clients)
    const left = await destroyStacks(account.clients, account.options)

    expect(removes).toHaveLength(1)
    expect(left).toEqual(keeps)
    expect(left[0]).toContain('table connect-whatsapp-conversations')
    expect(account.stack(APP)).toBeUndefined()
    expect(account.stack(DATA)!.status).toBe('UPDATE_COMPLETE')
    await expect(account.objects(ASSETS)).rejects.toThrow()
    expect(await deploy()).toMatchObject({ tableName: 'connect-whatsapp-conversations' })
  })

  it('takes the data too when told to', async () => {
    await deploy()

    const left = await destroyStacks(account.clients, { ...account.options, deleteData: true })

    expect(left).toEqual([])
    expect(account.stack(DATA)).toBeUndefined()
    await expect(account.objects(MEDIA)).rejects.toThrow()
  })

  it('does nothing where there is nothing, and again nothing the second time', async () => {
    expect(await destroyStacks(account.clients, account.options)).toEqual([])
    expect(account.writes()).toEqual([])
  })

  it('goes on where it was interrupted', async () => {
    await deploy()
    account.formation.fail({
      resource: 'connect-whatsapp-replies.fifo',
      reason: 'the queue is busy',
    })
    await expect(destroyStacks(account.clients, account.options)).rejects.toThrow(/queue is busy/)

    await destroyStacks(account.clients, account.options)

    expect(account.stack(APP)).toBeUndefined()
  })
})
