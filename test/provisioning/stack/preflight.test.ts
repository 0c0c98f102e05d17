// What plan checks before anything is changed: the concurrent executions, the key, the topic of the
// alarms, and the approved origins.
import {
  CreateKeyCommand,
  DisableKeyCommand,
  GetKeyPolicyCommand,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms'
import { CreateTopicCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planStacks } from '../../../provisioning/stack/deploy.ts'
import { preflight } from '../../../provisioning/stack/preflight.ts'
import { startAccount } from './account.ts'
import { settings } from './settings.ts'

let account: Awaited<ReturnType<typeof startAccount>>
beforeEach(async () => {
  account = await startAccount()
})
afterEach(() => account.close())

const plan = (more = {}) => planStacks({ ...settings, ...more }, account.clients, account.options)

/**
 * Returns the problems that stop the plan of a first deployment, without building the templates.
 */
async function problems(more = {}): Promise<string> {
  const before = { isDeployed: false, deployed: [], known: [], approved: async () => [] }
  return (await preflight({ ...settings, ...more }, account.clients, before)).problems.join('\n')
}

describe('the account’s concurrent executions', () => {
  it('cause an error that names the setting if they do not suffice for the reserved concurrency', async () => {
    await account.close()
    account = await startAccount({ executions: 100 })

    await expect(plan()).rejects.toThrow(
      /^stack\.reservedConcurrency: the functions would reserve 30 concurrent executions, but Lambda has 100 .*Concurrent executions.*\{\}\.$/,
    )
    expect((await plan({ reservedConcurrency: {} })).length).toBeGreaterThan(0)
    expect(account.writes()).toEqual([])
  })

  it('cause a note if they are few: the account may be new, and CloudFront may refuse it', async () => {
    const notes: string[] = []
    const note = (sentence: string) => void notes.push(sentence)
    await planStacks(settings, account.clients, { ...account.options, note })
    expect(notes).toEqual([])
    await account.close()
    account = await startAccount({ executions: 500 })

    await planStacks(settings, account.clients, { ...account.options, note })

    expect(notes).toEqual([
      expect.stringMatching(/only 500 concurrent executions.*CloudFront.*ask AWS Support/),
    ])
  })

  it('are checked only for a change that reserves more concurrency', async () => {
    const { deployStacks } = await import('../../../provisioning/stack/deploy.ts')
    await deployStacks(settings, account.clients, account.options)
    const before = account.calls().length

    expect(await plan()).toEqual([])

    const asked = account.calls().slice(before)
    expect(asked.map(({ operation }) => operation)).not.toContain('GetAccountSettings')
    await expect(plan({ reservedConcurrency: { 'widget-api': 2_000 } })).rejects.toThrow(
      /would reserve 2000 concurrent executions, but Lambda has \d+ left/,
    )
  })
})

const SERVICES = ['connect', 'sns', 'events', 'social-messaging'].map(
  (name) => `${name}.amazonaws.com`,
)

/** Adds a statement to the key's policy that lets these services use the key. */
async function letIn(KeyId: string, services: readonly string[]) {
  const which = { KeyId, PolicyName: 'default' }
  const { Policy } = await account.clients.kms.send(new GetKeyPolicyCommand(which))
  const { Statement, ...rest } = JSON.parse(Policy!)
  const grant = {
    Effect: 'Allow',
    Principal: { Service: services },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
  }
  const policy = { ...rest, Statement: [Statement, grant].flat() }
  await account.clients.kms.send(
    new PutKeyPolicyCommand({ ...which, Policy: JSON.stringify(policy) }),
  )
}

async function key(input = {}) {
  const { KeyMetadata } = await account.clients.kms.send(new CreateKeyCommand(input))
  return KeyMetadata!.Arn!
}

describe('the KMS key', () => {
  it('is accepted if its policy allows every service that uses the key', async () => {
    const kmsKeyArn = await key()
    await letIn(kmsKeyArn, SERVICES)

    expect(await problems({ kmsKeyArn })).toBe('')
  })

  it.each(SERVICES)(
    'is refused if its policy does not allow %s, and the error names the consequence',
    async (left) => {
      const kmsKeyArn = await key()
      await letIn(
        kmsKeyArn,
        SERVICES.filter((service) => service !== left),
      )

      expect(await problems({ kmsKeyArn })).toMatch(
        new RegExp(`^stack\\.kmsKey: the policy of ${kmsKeyArn} does not let ${left} use .* lost`),
      )
    },
  )

  it.each([
    [
      'is disabled',
      {},
      async (KeyId: string) => {
        await account.clients.kms.send(new DisableKeyCommand({ KeyId }))
      },
      /is Disabled\. Enable the key/,
    ],
    ['cannot encrypt', { KeySpec: 'RSA_2048' }, async () => {}, /not a symmetric key .*RSA_2048/],
  ])('is refused when it %s', async (_, input, change, sentence) => {
    const kmsKeyArn = await key(input)
    await change(kmsKeyArn)

    expect(await problems({ kmsKeyArn })).toMatch(sentence)
  })

  it('is refused when it does not exist or is in another Region', async () => {
    const missing = 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001'
    // Not only `preflight` but the whole plan must fail because of this problem.
    await expect(plan({ kmsKeyArn: missing })).rejects.toThrow('stack.kmsKey: there is no key')

    expect(await problems({ kmsKeyArn: missing.replace('us-east-1', 'eu-west-2') })).toMatch(
      /stack\.kmsKey: .* is in eu-west-2; .* in us-east-1/,
    )
  })
})

describe('the topic of the alarms', () => {
  const TopicArn = 'arn:aws:sns:us-east-1:111122223333:on-call'

  it.each([
    ['missing', TopicArn, `there is no topic ${TopicArn}`],
    ['in another Region', TopicArn.replace('us-east-1', 'eu-west-2'), 'is in eu-west-2'],
    ['a FIFO topic', `${TopicArn}.fifo`, 'is a FIFO topic'],
  ])('is refused when it is %s', async (_, alarmTopic, sentence) => {
    expect(await problems({ alarmTopic })).toContain(sentence)
  })

  it('is refused when the policy of its key does not allow CloudWatch', async () => {
    await account.clients.sns.send(new CreateTopicCommand({ Name: 'on-call' }))
    const KeyId = await key()
    const encrypt = (AttributeValue: string) =>
      account.clients.sns.send(
        new SetTopicAttributesCommand({
          TopicArn,
          AttributeName: 'KmsMasterKeyId',
          AttributeValue,
        }),
      )

    await encrypt('alias/aws/sns')
    expect(await problems({ alarmTopic: TopicArn })).toMatch(
      /AWS's own key, .* cannot be changed, .*Encrypt the topic with a key of your own/,
    )
    await encrypt(KeyId)
    expect(await problems({ alarmTopic: TopicArn })).toMatch(
      /^stack\.alarmTopic: .*whose policy does not let CloudWatch use it, so no alarm would reach it/,
    )

    await letIn(KeyId, ['cloudwatch.amazonaws.com'])
    expect(await problems({ alarmTopic: TopicArn })).toBe('')
  })
})

describe('the approved origins', () => {
  const added = ['https://one.example.com', 'https://two.example.com']
  const with99 = Array.from({ length: 99 }, (_, n) => `https://${n}.example.com`)
  const problemsOf = async (known: readonly string[], approved = with99) =>
    (
      await preflight({ ...settings, widgetOrigins: added }, account.clients, {
        ...{ isDeployed: true, deployed: [], known, approved: async () => approved },
      })
    ).problems

  it('cause an error that names the setting if the instance has no room for them', async () => {
    expect(await problemsOf([])).toEqual([
      expect.stringMatching(
        /^stack\.widgetOrigins: 2 origins would become .* has room for 1 \(it accepts 100\)/,
      ),
    ])
  })

  it('are accepted if they are approved already, or if only one of them is new and there is room for it', async () => {
    expect(await problemsOf(added)).toEqual([])
    expect(await problemsOf([added[0]!])).toEqual([])
    expect(await problemsOf([], [...with99.slice(2), ...added])).toEqual([])
  })
})
