// Counts the AWS calls that plan and doctor make in each state of an installation. Connect allows
// only two calls per second, so the commands take the longer the more calls they make.
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateKeyCommand } from '@aws-sdk/client-kms'
import { PutBucketCorsCommand } from '@aws-sdk/client-s3'
import { SetTopicAttributesCommand } from '@aws-sdk/client-sns'
import { expect } from 'vitest'
import type { Command } from '../../../provisioning/cli/command.ts'
import { apply } from '../../../provisioning/commands/apply.ts'
import { destroy } from '../../../provisioning/commands/destroy.ts'
import { doctor } from '../../../provisioning/commands/doctor.ts'
import { plan } from '../../../provisioning/commands/plan.ts'
import permissions from '../../../provisioning/policies/channel-role-permissions.json' with {
  type: 'json',
}
import trust from '../../../provisioning/policies/channel-role-trust.json' with { type: 'json' }
import { world as usual, type World } from '../../sandbox/world.ts'
import { isSecondTier } from '../../tier.ts'
import { type Account, instanceArn, startAccount } from '../account.ts'
import { configFile, startTerminal } from '../host.ts'
import { smallStacks as stacks } from '../small-stacks.ts'

type Mode = 'native' | 'bridged'

export interface Variant {
  /** The mode of each WABA that is linked to the account. */
  modes: readonly Mode[]
  /** Whether the stack uses a KMS key that the admin created. */
  ownKey?: boolean
  /**
   * Whether the configuration names an alarm topic that the admin created. If `ownKey` is also set,
   * the topic is encrypted with another key than the stack.
   */
  alarmTopic?: boolean
  /** Whether the configuration contains the ARN of a channel role that the admin created. */
  ownRole?: boolean
  /**
   * Whether everything else exists that doctor checks: a second security profile for agents, a
   * third one for supervisors, notices, more templates than one answer of AWS contains, and an
   * encrypted topic of the admin's for the events of bridged WABAs.
   */
  everything?: boolean
}

/**
 * Calls with which plan checks whether the links between the deployed resources still exist, such
 * as triggers and subscriptions. The budget of plan does not include them.
 */
const DRIFT =
  /^(ListEventSourceMappings|ListRules|ListTargetsByRule|GetQueueAttributes|GetTopicAttributes|ListSubscriptionsByTopic|DescribeKey|GetKeyPolicy|ListApprovedOrigins|ListIntegrationAssociations|ListLambdaFunctions|ListSecurityProfiles|ListSecurityProfileApplications)$/

/** Returns a world of linked WABAs, each with one number. */
function worldOf(modes: readonly Mode[], everything = false): World {
  const [first] = usual.wabas
  const [template] = first!.templates
  const hex = (at: number) => String(at).padStart(32, '0')
  const wabas = modes.map((_, at) => ({
    ...first!,
    id: `waba-${hex(at)}`,
    metaId: `10000000000${at}`,
    templates: everything
      ? Array.from({ length: 120 }, (_, i) => ({
          ...template!,
          ...{ id: `3000000${1000 + i}`, name: `template_${i}` },
        }))
      : first!.templates,
    numbers: [
      {
        ...first!.numbers[0]!,
        id: `phone-number-id-${hex(at)}`,
        metaId: `20000000000${at}`,
        number: `+155501${10 + at}`,
      },
    ],
  }))
  const SECOND = {
    id: '0e8d1c2b-0000-4000-8000-00000000000a',
    name: 'Second team',
    permissions: [],
  }
  const routingProfiles = usual.routingProfiles.map((profile) => ({
    ...profile,
    queues: profile.queues.map((each) => ({
      ...each,
      channels: [...each.channels, 'TASK' as const],
    })),
  }))
  const securityProfiles = [...usual.securityProfiles, SECOND]
  return { ...usual, wabas, routingProfiles, securityProfiles }
}

/**
 * Expects plan and doctor to stay within their budgets of calls: before the first deployment, after
 * it, with pending changes, and after everything was removed.
 */
export async function expectBudgets({
  modes,
  ownKey = false,
  alarmTopic = false,
  ownRole = false,
  everything = false,
}: Variant) {
  const world = worldOf(modes, everything)
  const CALLED = 'arn:aws:lambda:us-east-1:111122223333:function:connect-whatsapp-contact-started'
  const account = await startAccount({ world, lambdaBlocks: { [world.flows[0]!.id]: [CALLED] } })
  const config = await configOf(account, { modes, ownKey, alarmTopic, ownRole, everything })
  const key = ownKey ? config.stack.kmsKey! : await newKey(account)
  const pending = {
    tags: { ...config, tags: { team: 'sales' } },
    'a key': { ...config, stack: { ...config.stack, kmsKey: key } },
    'more reserved executions': {
      ...config,
      stack: { ...config.stack, reservedConcurrency: { 'widget-api': 40, 'contact-started': 10 } },
    },
    'the other mode': {
      ...config,
      channels: channelsOf(modes.map((mode) => (mode === 'native' ? 'bridged' : 'native'))),
    },
    'another page and security profile': {
      ...config,
      stack: {
        ...config.stack,
        widgetOrigins: ['https://ccp.example.com', 'https://more.example.com'],
        securityProfiles: ['Agent', 'CallCenterManager'],
      },
    },
  }
  const budget = 12 + modes.length * 3
  try {
    // The budget includes SearchUsers, with which plan counts the users for its notes about quotas.
    expect(await expectAtMost(budget, plan, 'before the first deployment')).toContain('SearchUsers')
    expect(await run(apply, config, '--yes')).toMatchObject({ code: 0, errors: '' })
    expect(await expectAtMost(budget, plan, 'after it')).toContain('SearchUsers')
    // `npm test` tries only the change for which plan makes the most calls, because building the
    // templates for each change takes a while.
    for (const [change, changed] of Object.entries(pending).slice(0, isSecondTier ? undefined : 1))
      await expectAtMost(budget, plan, `with a pending change of ${change}`, changed)
    await expectAtMost(20 + modes.length * 8, doctor, 'after the first deployment', config, {
      // With a single WABA, the budget does not suffice to check everything. doctor must then name
      // what it has not examined.
      names: everything && modes.length === 1 ? ['not examined', '"CallCenterManager"'] : [],
    })
    if (!isSecondTier) return
    expect(await run(destroy, config, '--yes', '--confirm', 'sales')).toMatchObject({ code: 0 })
    await expectAtMost(budget, plan, 'after everything was removed')
  } finally {
    await account.close()
  }

  async function run(command: Command, wanted: object, ...args: string[]) {
    // Creates new clients, as a new process would. They have not cached the description of the
    // instance yet.
    const aws = account.dyingClients(Number.POSITIVE_INFINITY)
    const terminal = startTerminal({ aws, wait: account.wait, now: account.clock.now })
    return terminal.run(command, [...args, '--config', configFile(wanted)], { stacks })
  }

  async function expectAtMost(
    most: number,
    command: Command,
    when: string,
    wanted: object = config,
    { names = [] }: { names?: readonly string[] } = {},
  ) {
    const before = account.calls().length
    const { errors, output } = await run(command, wanted)
    expect(errors, output).toBe('')
    const calls = account
      .calls()
      .slice(before)
      .map(({ operation }) => operation)
      .filter((operation) => command === doctor || !DRIFT.test(operation))
    expect(calls.length, `${when}: ${calls.join(' ')}`).toBeLessThanOrEqual(most)
    if (command === doctor) {
      expect(output).toContain('No problems found')
      for (const name of names) expect(output).toContain(name)
      const findings = output.split('\n').filter((line) => /^[✓!✗]/.test(line))
      expect(findings.filter((line, at) => findings.indexOf(line) !== at)).toEqual([])
    }
    return calls
  }
}

async function newKey({ aws }: Account): Promise<string> {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }],
  })
  const { KeyMetadata } = await aws.kms.send(new CreateKeyCommand({ Policy }))
  return KeyMetadata!.Arn!
}

async function configOf(
  account: Account,
  { modes, ownKey, alarmTopic, ownRole, everything }: Required<Variant>,
) {
  const { aws } = account
  await aws.s3.send(
    new PutBucketCorsCommand({
      Bucket: usual.instance.attachmentsBucket,
      CORSConfiguration: {
        CORSRules: [{ AllowedMethods: ['PUT'], AllowedOrigins: ['https://sales.my.connect.aws'] }],
      },
    }),
  )
  const kmsKey = ownKey ? await newKey(account) : undefined
  const { TopicArn } = await account.topic('alarms')
  if (kmsKey) await encrypt(TopicArn!, account)
  const ownTopic = everything ? (await account.topic('whatsapp')).TopicArn! : undefined
  if (ownTopic) await encrypt(ownTopic, account)
  return {
    region: 'us-east-1',
    instance: instanceArn,
    identityProvider: {
      issuer: 'https://id.example.com/',
      audience: 'agent-widget',
      userClaim: 'connect_user',
    },
    stack: {
      chatFlow: 'Bridged chats',
      chatQueue: 'WhatsApp',
      securityProfiles: everything ? ['Agent', 'Second team'] : ['Agent'],
      supervisors: { securityProfiles: [everything ? 'CallCenterManager' : 'Agent'] },
      widgetOrigins: ['https://ccp.example.com'],
      notices: {
        queue: 'WhatsApp',
        ...(everything && { email: 'supervisors@example.com' }),
      },
      ...(alarmTopic ? { alarmTopic: TopicArn } : { alarmEmail: 'on-call@example.com' }),
      ...(kmsKey && { kmsKey }),
    },
    channels: channelsOf(modes, {
      ...(ownRole && { role: await newRole(account) }),
      ...(ownTopic && { topic: ownTopic }),
    }),
  }
}

/** Encrypts a topic with its own key. */
async function encrypt(TopicArn: string, account: Account) {
  await account.aws.sns.send(
    new SetTopicAttributesCommand({
      TopicArn,
      AttributeName: 'KmsMasterKeyId',
      AttributeValue: await newKey(account),
    }),
  )
}

const channelsOf = (modes: readonly Mode[], own: { role?: string; topic?: string } = {}) =>
  worldOf(modes).wabas.map(({ id: waba, numbers: [number] }, at) =>
    modes[at] === 'native'
      ? {
          waba,
          mode: 'native',
          numbers: { [number!.id]: { flow: 'Created', queue: 'WhatsApp' } },
          ...(own.role && { role: own.role }),
        }
      : { waba, mode: 'bridged', ...(own.topic && { topic: own.topic }) },
  )

async function newRole({ aws }: Account): Promise<string> {
  const RoleName = 'company-whatsapp'
  const { Role } = await aws.iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }),
  )
  await aws.iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: 'channel',
      PolicyDocument: JSON.stringify(permissions),
    }),
  )
  return Role!.Arn!
}
