// handlers.json lists the permissions that CloudFormation needs for each type of resource. The
// policy for a deployment is generated from it. These tests compare it with the stack's templates
// and with CloudFormation's public schemas.
import { describe, expect, it } from 'vitest'
import handlers from '../../../provisioning/permissions/handlers.json' with { type: 'json' }
import { EXTRA, NOT_NEEDED } from '../../../provisioning/permissions/handlers.ts'
import { handlersFile } from '../../../provisioning/permissions/write-handlers.ts'
import { filesIn } from '../../../provisioning/stack/files.ts'
import { checkedStackSettings } from '../../../provisioning/stack/settings.ts'
import { synthesise } from '../../../provisioning/stack/synthesise.ts'
import { bundles, settings } from './settings.ts'

const everything = checkedStackSettings({
  ...settings,
  widgetOrigins: ['https://ccp.example.com'],
  alarmTopic: 'arn:aws:sns:us-east-1:111122223333:on-call',
  alarmEmail: 'on-call@example.com',
  notices: { queue: `${settings.instanceArn}/queue/c6b2d1ef-0000-4000-8000-000000000001` },
  kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001',
})
const { data, app } = await synthesise(everything, {
  files: (await filesIn(bundles))!,
  origins: ['https://d111111abcdef8.cloudfront.net'],
})
const types = [...Object.values(data.Resources), ...Object.values(app.Resources)].map(
  ({ Type }) => Type,
)

describe('the handlers of the resource types', () => {
  it('are listed for every type of both stacks, and for no other', () => {
    expect(Object.keys(handlers.types)).toEqual([...new Set(types)].sort())
  })

  it('agree with AWS’s published schemas, except where an addition is marked as this project’s', async () => {
    expect(handlers).toEqual(await handlersFile(Object.keys(handlers.types)))

    const marked = Object.entries(handlers.types).filter(
      ([, each]) => 'isMissingInRegistry' in each,
    )
    expect(marked.map(([type]) => type)).toEqual([
      'AWS::ApiGatewayV2::Integration',
      'AWS::ApiGatewayV2::Stage',
      'AWS::SNS::Subscription',
    ])
    for (const [, { source }] of marked) expect(source).toMatch(/^https:\/\/docs\.aws/)
  })

  it('are omitted only for a stated reason, and every stated reason is needed', () => {
    const listed = Object.entries(handlers.types).flatMap(([type, each]) =>
      [...each.create, ...each.read, ...each.update, ...each.delete].map((action) => ({
        type,
        action,
      })),
    )

    const idle = NOT_NEEDED.filter(
      ({ of, types: about }) =>
        !listed.some(({ type, action }) => of.test(action) && (!about || about.includes(type))),
    )
    expect(idle).toEqual([])
    for (const { why } of [...NOT_NEEDED, ...Object.values(EXTRA)])
      expect(why.length).toBeGreaterThan(10)
    for (const type of Object.keys(EXTRA)) expect(types).toContain(type)
  })
})
