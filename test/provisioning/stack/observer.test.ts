import type { StackEvent } from '@aws-sdk/client-cloudformation'
import { expect, it } from 'vitest'
import { observer } from '../../../provisioning/stack/observer.ts'

const event = (id: string, type: string, status: string, seconds: number): StackEvent => ({
  StackId: 'app',
  StackName: 'app',
  EventId: `${id}-${status}`,
  LogicalResourceId: id,
  ResourceType: type,
  ResourceStatus: status as never,
  Timestamp: new Date(seconds * 1_000),
})
const distribution = (status: string, seconds: number) =>
  event('Widget0A1B2C3D', 'AWS::CloudFront::Distribution', status, seconds)
const queue = (n: number, status: string, seconds: number) =>
  event(`Queue${n}`, 'AWS::SQS::Queue', status, seconds)

function observed(details = false) {
  const lines: string[] = []
  return {
    lines,
    look: observer('app', undefined, { report: (line) => lines.push(line), details }),
  }
}

it('prints which resource is in progress and for how long, if no resource has finished for a while', () => {
  const { lines, look } = observed()
  look([distribution('CREATE_IN_PROGRESS', 0), queue(1, 'CREATE_IN_PROGRESS', 1)])
  for (let i = 0; i < 12; i++) look([])

  expect(lines).toEqual([
    expect.stringMatching(/^… CloudFront distribution Widget: under way for 30 s .*, and 1 more$/),
    expect.stringMatching(/^… CloudFront distribution Widget: under way for 1 min 0 s/),
  ])
})

it('reports how long each resource took if details are requested', () => {
  const { lines, look } = observed(true)
  look([distribution('CREATE_IN_PROGRESS', 0)])
  look([distribution('CREATE_IN_PROGRESS', 5), distribution('CREATE_COMPLETE', 185)])

  expect(lines).toEqual(['CloudFront distribution Widget: create complete after 3 min 5 s'])
})

it('counts resources by kind without details, but names each failure', () => {
  const { lines, look } = observed()
  look([1, 2, 3].map((n) => queue(n, 'CREATE_IN_PROGRESS', 0)))
  look([
    queue(1, 'CREATE_COMPLETE', 1),
    queue(2, 'CREATE_COMPLETE', 1),
    queue(3, 'CREATE_FAILED', 2),
  ])

  expect(lines).toEqual(['app: 3 done: queue × 2 created, queue Queue3: create failed after 2 s'])
})
