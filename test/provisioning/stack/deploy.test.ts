import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { GetBucketPolicyCommand, GetBucketTaggingCommand } from '@aws-sdk/client-s3'
import { CreateTopicCommand } from '@aws-sdk/client-sns'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { thing } from '../../../provisioning/stack/changes.ts'
import {
  deployStacks,
  destroyStacks,
  planDestroy,
  planStacks,
  stackOutputs,
} from '../../../provisioning/stack/deploy.ts'
import { fatalMoments } from '../account.ts'
import { startAccount } from './account.ts'
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
  it('is planned resource by resource without a write', async () => {
    const planned = await sentences()

    expect(planned).toEqual(
      expect.arrayContaining([
        `${DATA}: add table connect-whatsapp-conversations`,
        `${DATA}: add bucket ${MEDIA}`,
        `${APP}: add function connect-whatsapp-send-reply`,
        `${APP}: add queue connect-whatsapp-replies.fifo`,
        `${DATA}: modify bucket ${MEDIA}: accept uploads from the widget, after CloudFront has assigned its address`,
      ]),
    )
    expect(account.writes()).toEqual([])
  })

  it('creates both stacks and returns the outputs that the channel commands need', async () => {
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

  it('ends with a media bucket that accepts uploads from the page that CloudFront serves', async () => {
    const { widgetUrl } = (await deploy())!

    const media = Object.values(account.stack(DATA)!.template!.Resources).find(
      ({ Type }) => Type === 'AWS::S3::Bucket',
    )!
    expect(media.Properties!.CorsConfiguration.CorsRules[0].AllowedOrigins).toEqual([
      widgetUrl.slice(0, -1),
    ])
  })

  it('reports each step while it happens', async () => {
    const lines: string[] = []
    await deploy({ report: (line: string) => lines.push(line), details: true })

    expect(lines[0]).toMatch(/^uploaded the code of \d+ functions$/)
    expect(lines).toEqual(
      expect.arrayContaining([
        `stack ${APP}: creation complete`,
        expect.stringMatching(
          /^table connect-whatsapp-conversations: create complete after \d+ s$/,
        ),
        `stack ${DATA}: update complete`,
      ]),
    )
    expect(lines.at(-1)).toMatch(/^uploaded 7 files of the widget to https:/)
  })

  it('summarizes progress by kind of resource, unless details are requested', async () => {
    const lines: string[] = []
    await deploy({ report: (line: string) => lines.push(line) })

    expect(lines.length).toBeLessThan(30)
    expect(lines.join('\n')).toMatch(/connect-whatsapp-app: \d+ done: .*function × \d+ created/)
  })

  it('uploads exactly the code that the templates refer to, without source maps, even after a rebuild', async () => {
    const folder = join(account.options.bundles, 'sweep')
    await writeFile(join(folder, 'index.mjs.map'), '{}')
    const planned = await readFile(join(folder, 'index.mjs'), 'utf8')
    const rebuild = (next: any) => async (args: any) => {
      await writeFile(join(folder, 'index.mjs'), 'export const handler = async () => "new"')
      return next(args)
    }
    account.clients.s3.middlewareStack.add(rebuild, { step: 'initialize' })

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

  it('uploads the code into a tagged bucket that requires TLS', async () => {
    await deployStacks({ ...settings, tags: { env: 'prod' } }, account.clients, account.options)

    const Bucket = ASSETS
    const { TagSet } = await account.clients.s3.send(new GetBucketTaggingCommand({ Bucket }))
    expect(TagSet).toContainEqual({ Key: 'env', Value: 'prod' })
    const { Policy } = await account.clients.s3.send(new GetBucketPolicyCommand({ Bucket }))
    expect(JSON.parse(Policy!).Statement).toMatchObject([
      {
        Effect: 'Deny',
        Resource: [`arn:aws:s3:::${ASSETS}`, `arn:aws:s3:::${ASSETS}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ])
    expect(account.stack(APP)!.tags).toContainEqual({ Key: 'env', Value: 'prod' })
  })

  it('leaves only the uploaded code in the account if it is declined', async () => {
    const summaries: string[] = []
    const confirm = async (changes: readonly { summary: string }[]) => {
      summaries.push(...changes.map(({ summary }) => summary))
      return false
    }

    expect(await deploy({ confirm })).toBeUndefined()

    expect(summaries).toContain('add table connect-whatsapp-conversations')
    expect(account.stack(DATA)).toBeUndefined()
    expect(account.stack(APP)).toBeUndefined()
    expect(await stackOutputs(account.clients)).toBeUndefined()
  })
})

describe('a later deployment', () => {
  it('makes three calls and no write when nothing has changed', async () => {
    await deploy()
    const before = account.calls().length
    const writes = account.writes().length

    expect(await plan()).toEqual([])
    expect(account.calls().length - before).toBeLessThanOrEqual(3)
    await deploy()

    expect(account.writes().slice(writes)).toEqual([])
  })

  it('announces and changes only the function whose code has changed', async () => {
    await deploy()
    const before = account.writes().length
    await account.change('sweep')

    expect(await sentences()).toEqual([`${APP}: modify function connect-whatsapp-sweep: Code`])
    const summaries: string[] = []
    await deploy({
      confirm: async (changes: readonly { summary: string }[]) =>
        summaries.push(...changes.map(({ summary }) => summary)) > 0,
    })

    expect(summaries).toEqual(['modify function connect-whatsapp-sweep: Code'])
    expect(account.writes().slice(before).sort()).toEqual([
      'CreateChangeSet',
      'DeleteObjects',
      'ExecuteChangeSet',
      'PutBucketLifecycleConfiguration',
      'PutBucketPolicy',
      'PutBucketTagging',
      'PutObject',
      'PutObject',
    ])
    expect(await plan()).toEqual([])
  })

  it('deletes the code and templates of earlier deployments from the asset bucket', async () => {
    await deploy()
    const before = await account.objects(ASSETS)
    await account.change('sweep')

    await deploy()

    const after = await account.objects(ASSETS)
    expect(after).toHaveLength(before.length)
    expect(after.filter((key) => !before.includes(key))).toHaveLength(2)
  })

  it('names the resources and properties that a changed setting modifies', async () => {
    await account.clients.sns.send(new CreateTopicCommand({ Name: 'on-call' }))
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

  it('describes an approved origin by its URL in the list of changes', () => {
    const Origin = 'https://ccp.example.com'

    expect(thing('OriginHttpsCcp', 'AWS::Connect::ApprovedOrigin', { Origin })).toBe(
      `approved origin of the Connect instance ${Origin}`,
    )
  })

  it('changes nothing when it is declined', async () => {
    await deploy()
    const was = (await stackOutputs(account.clients))!.digest
    await account.change('sweep')

    expect(await deploy({ confirm: async () => false })).toBeUndefined()

    expect((await stackOutputs(account.clients))!.digest).toBe(was)
    expect(account.stack(APP)!.status).toBe('CREATE_COMPLETE')
  })
})

describe('the table of version 0.1.0', () => {
  /**
   * Deploys the stack as version 0.1.0 did: the table has no index of changes, and the outputs
   * contain no version.
   */
  async function deployedBefore() {
    await deploy()
    const stack = account.stack(DATA)!
    const { Properties } = stack.template!.Resources.Conversations!
    Properties!.LocalSecondaryIndexes = Properties!.LocalSecondaryIndexes.filter(
      ({ IndexName }: { IndexName: string }) => IndexName !== 'changed',
    )
    stack.body = JSON.stringify(stack.template)
    const { Version: _, ...outputs } = stack.outputs
    stack.outputs = { ...outputs, Digest: 'another' }
  }

  it('is refused by plan and apply with instructions for a new table', async () => {
    await deployedBefore()
    const since = account.writes().length

    for (const attempt of [plan, deploy])
      await expect(attempt()).rejects.toThrow(
        /^The table connect-whatsapp-conversations was created by version 0\.1\.0, .* Nothing was changed\. .*"stack": \{"table": "connect-whatsapp-conversations-2"\}/,
      )
    expect(account.writes().slice(since)).toEqual([])
  })

  it('stays in the account if the configuration names a new table', async () => {
    await deployedBefore()
    const table = 'connect-whatsapp-conversations-2'

    const planned = await planStacks({ ...settings, table }, account.clients, account.options)

    expect(planned.map(({ summary }) => summary)).toEqual(
      expect.arrayContaining([
        `add table ${table}`,
        'remove table connect-whatsapp-conversations from the stack; the resource itself remains in the account',
      ]),
    )
  })
})

describe('a deployment that fails', () => {
  it('prints what failed, the reason and the remedy, and succeeds the next time', async () => {
    account.formation.fail({
      resource: 'connect-whatsapp-widget-api',
      reason:
        'Resource handler returned message: "Specified ReservedConcurrentExecutions for function decreases account\'s UnreservedConcurrentExecution below its minimum value of [100]."',
    })

    await expect(deploy()).rejects.toThrow(
      /function connect-whatsapp-widget-api: .*minimum value of \[100\].* set stack.reservedConcurrency to \{\}[\s\S]*connect-whatsapp-app was not changed as planned; its status is ROLLBACK_COMPLETE/,
    )
    expect(await stackOutputs(account.clients)).toBeUndefined()

    expect(await deploy()).toMatchObject({ mediaBucket: MEDIA })
  })

  it('rolls an existing stack back', async () => {
    await deploy()
    const was = (await stackOutputs(account.clients))!.digest
    await account.change('sweep')
    account.formation.fail({
      resource: 'connect-whatsapp-sweep',
      reason: 'Access Denied: not authorized to perform: lambda:UpdateFunctionCode',
    })

    await expect(deploy()).rejects.toThrow(
      /connect-whatsapp permissions apply[\s\S]*UPDATE_ROLLBACK_COMPLETE/,
    )

    expect((await stackOutputs(account.clients))!.digest).toBe(was)
    await deploy()
    expect(await plan()).toEqual([])
  })

  it('reports that a change set is not finished in time, and continues with it the next time', async () => {
    const resume = account.pause()
    await expect(deploy({ wait: async () => {} })).rejects.toThrow(
      /has not finished the change set of stack connect-whatsapp-(data|app) after 5 minutes\. .*Run this again/,
    )
    resume()

    expect(await deploy()).toMatchObject({ mediaBucket: MEDIA })
  })

  it('refuses to plan while CloudFormation works on a stack', async () => {
    let planned: unknown
    const wait = async (ms: number) => {
      const isExecuting = account.calls().some(({ operation }) => operation === 'ExecuteChangeSet')
      if (isExecuting) planned ??= await plan().catch((error: Error) => error.message)
      return account.options.wait(ms)
    }

    await deploy({ wait })

    expect(planned).toMatch(/connect-whatsapp-data is being changed now \(CREATE_IN_PROGRESS\)/)
  })

  it('reports an asset bucket that belongs to another account', async () => {
    account.faults.add({
      kind: 'error',
      service: 's3',
      operation: 'HeadBucket',
      code: 'AccessDenied',
      status: 403,
    })

    await expect(deploy()).rejects.toThrow(`${ASSETS}, which belongs to another account`)
  })
})

it('converges to the same account when it runs again after being killed before or after any write', async () => {
  await deploy()
  const stacks = () => [DATA, APP].map((name) => account.stack(name)!.template)
  const wanted = stacks()
  const moments = fatalMoments(account.calls())
  expect(moments.length).toBeGreaterThan(7)

  for (const calls of moments) {
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

  it('is uploaded with its configuration and without source maps, pages last', async () => {
    await files('<!doctype html>')

    await deploy()

    expect((await account.objects(WIDGET)).sort()).toEqual([
      'agent-workspace.html',
      'assets/app-0a1b.js',
      'ccp.html',
      'config.json',
      'embed.js',
      'sign-in.html',
      'sign-in.js',
      'supervisor.html',
    ])
    const puts = account
      .calls()
      .filter(
        ({ operation, resources }) => operation === 'PutObject' && resources[0]?.includes(WIDGET),
      )
    const order = puts.map(({ resources }) => resources[0]!.split(`${WIDGET}/`)[1])
    expect(order[0]).toBe('assets/app-0a1b.js')
    expect(order.slice(-4).sort()).toEqual([
      ...['agent-workspace.html', 'ccp.html', 'sign-in.html', 'supervisor.html'],
    ])
  })

  it('gets the address of its API, the identity provider and its settings in config.json', async () => {
    await files('<!doctype html>')
    const widget = { ccpUrl: 'https://sales.my.connect.aws/ccp-v2/' }

    const signIn = {
      scope: 'openid whatsapp/agent',
      extraParameters: { audience: 'https://whatsapp.example.com' },
      metadata: {
        issuer: 'https://id.example.com/',
        token_endpoint: 'https://auth.example.com/token',
      },
      origins: { connect: ['https://auth.example.com'], frame: [] },
    }

    const outputs = await deployStacks(
      { ...settings, widget, signIn },
      account.clients,
      account.options,
    )

    expect(JSON.parse(await account.object(WIDGET, 'config.json'))).toEqual({
      apiUrl: outputs!.apiUrl,
      issuer: 'https://id.example.com/',
      clientId: 'agent-widget',
      scope: 'openid whatsapp/agent',
      extraParameters: { audience: 'https://whatsapp.example.com' },
      metadata: {
        issuer: 'https://id.example.com/',
        token_endpoint: 'https://auth.example.com/token',
      },
      region: 'us-east-1',
      origins: [],
      ccpUrl: 'https://sales.my.connect.aws/ccp-v2/',
    })
  })

  it('is uploaded again only where it has changed', async () => {
    await files('<!doctype html>')
    await deploy()
    await files('<!doctype html><title>WhatsApp</title>')
    const before = account.writes().length

    expect(await sentences()).toEqual(["widget: upload 1 of the widget's 8 files"])
    await deploy()

    expect(account.writes().slice(before)).toEqual(['PutObject'])
    expect(await plan()).toEqual([])
  })
})

describe('a missing part', () => {
  const ALL = [
    'agent-workspace.html',
    'ccp.html',
    'sign-in.html',
    'sign-in.js',
    'supervisor.html',
    'embed.js',
  ]

  it.each(ALL)('makes plan and deployment fail if it is the widget’s file %s', async (page) => {
    await rm(join(account.options.widget, page))

    await expect(plan()).rejects.toThrow(`widget is not complete: ${page} is missing`)
    await expect(deploy()).rejects.toThrow('Install connect-whatsapp again')
    expect(account.writes()).toEqual([])
  })

  it('makes plan and deployment fail if it is the whole widget or a function', async () => {
    await rm(join(account.options.bundles, 'sweep'), { recursive: true })
    await expect(plan()).rejects.toThrow('lambdas is not complete: sweep/index.mjs is missing')

    await rm(account.options.bundles, { recursive: true })
    await rm(account.options.widget, { recursive: true })
    await expect(deploy()).rejects.toThrow(/not complete: .*send-reply.* are missing/)
    expect(account.writes()).toEqual([])
  })
})

it('takes over a table that already exists, such as a restored table, and releases the previous table', async () => {
  await deploy()
  const table = 'connect-whatsapp-restored'
  const restored = { ...settings, table }
  await account.dynamoDb.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  )
  const seen: string[] = []

  const outputs = await deployStacks(restored, account.clients, {
    ...account.options,
    confirm: async (changes) => {
      seen.push(...changes.map(({ summary }) => summary))
      return true
    },
  })

  expect(outputs).toMatchObject({ tableName: table })
  expect(seen).toEqual(
    expect.arrayContaining([
      `take over table ${table}, which exists already`,
      'remove table connect-whatsapp-conversations from the stack; the resource itself remains in the account',
    ]),
  )
  expect(await planStacks(restored, account.clients, account.options)).toEqual([])
})

describe('destroying', () => {
  it('retains table and media, which a later deployment uses again', async () => {
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

  it('deletes the data too if deleteData is set', async () => {
    await deploy()

    const left = await destroyStacks(account.clients, { ...account.options, deleteData: true })

    expect(left).toEqual([])
    expect(account.stack(DATA)).toBeUndefined()
    await expect(account.objects(MEDIA)).rejects.toThrow()
  })

  it('does nothing when there is no stack', async () => {
    expect(await destroyStacks(account.clients, account.options)).toEqual([])
    expect(account.writes()).toEqual([])
  })

  it('continues after an interruption', async () => {
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
