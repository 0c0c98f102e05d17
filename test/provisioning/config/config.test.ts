import { expect, it } from 'vitest'
import { type Config, checkedConfig } from '../../../provisioning/config/config.ts'

const instance =
  'arn:aws:connect:us-east-1:111122223333:instance/3f1c2b4a-5d6e-4f70-8192-a3b4c5d6e7f8'
const native = {
  waba: 'waba-1',
  mode: 'native',
  numbers: { 'phone-number-id-1': { flow: 'WhatsApp inbound' } },
} as const
const bridged = { waba: 'waba-2', mode: 'bridged' } as const

const problemsOf = (config: unknown): string[] => {
  try {
    checkedConfig(config)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

it('adds the default role and topic', () => {
  const config: Config = { region: 'us-east-1', instance, channels: [native, bridged] }

  expect(checkedConfig(config).channels).toMatchObject([
    { role: 'ConnectWhatsAppChannel' },
    { topic: 'stack' },
  ])
})

it('reports all problems at once, each with its path', () => {
  const problems = problemsOf({
    region: 'us-east-1',
    instance,
    channels: [
      {
        ...native,
        waba: '102290129340398',
        role: 'arn:aws:iam::111122223333:role/service-role/channel',
      },
      { ...bridged, topic: 'arn:aws:sns:us-east-1:111122223333:events.fifo' },
      { ...bridged, waba: 'waba-3', topics: 'stack' },
    ],
  })

  expect(problems).toEqual([
    'channels.0.waba: "102290129340398" is not valid. Use the id of a WhatsApp Business Account as AWS shows it (waba-…).',
    'channels.0.role: "arn:aws:iam::111122223333:role/service-role/channel" is not valid. Use the name of a role, or the ARN of a role without a path.',
    expect.stringMatching(
      /^channels.1.topic: "arn:.*fifo" is not valid. Use .*cannot use FIFO topics/,
    ),
    'channels.2.topics: there is no such setting. Did you mean "topic"?',
  ])
})

it('reports missing, mistyped and unknown settings', () => {
  expect(
    problemsOf({
      region: 5,
      channels: [
        { ...native, mode: 'nativ' },
        { mode: 'bridged', color: 'red' },
        { ...bridged, waba: 'waba-3', mode: undefined },
      ],
    }),
  ).toEqual([
    'region: 5 is not valid. Use a text.',
    'instance: this setting is missing. Add a text: the ARN of a Connect instance.',
    'channels.0.mode: "nativ" is not valid. Use "native" or "bridged".',
    'channels.1.waba: this setting is missing. Add a text: the id of a linked WhatsApp Business Account as AWS shows it (waba-…).',
    'channels.1.color: there is no such setting. Remove it.',
    'channels.2.mode: this setting is missing. Add "native" or "bridged".',
  ])
})

it.each([
  [
    'an instance in another Region',
    { region: 'eu-west-2' },
    'is in us-east-1, but all resources of a channel must be in the Region',
  ],
  [
    'a role of another account',
    { channels: [{ ...native, role: 'arn:aws:iam::444455556666:role/channel' }] },
    'channels.0.role: arn:aws:iam::444455556666:role/channel belongs to account 444455556666',
  ],
  [
    'a topic in another Region',
    { channels: [{ ...bridged, topic: 'arn:aws:sns:eu-west-2:111122223333:events' }] },
    'channels.0.topic: arn:aws:sns:eu-west-2:111122223333:events is in eu-west-2',
  ],
  [
    'a topic of another account',
    { channels: [{ ...bridged, topic: 'arn:aws:sns:us-east-1:444455556666:events' }] },
    'channels.0.topic: arn:aws:sns:us-east-1:444455556666:events belongs to account 444455556666',
  ],
  [
    'a bridged WABA in another instance than the functions that start its chats',
    { channels: [{ ...bridged, instance: instance.replace('3f1c', '0000') }] },
    'channels.0.instance: bridged chats always start in the Connect instance of the stack',
  ],
  [
    'a queue for bridged chats without the name of their flow',
    { stack: { chatQueue: 'WhatsApp' } },
    'stack.chatQueue: a queue is only for a flow that apply creates. Name that flow in stack.chatFlow',
  ],
  [
    'a queue for a flow that exists by its ARN',
    { stack: { chatQueue: 'WhatsApp', chatFlow: `${instance}/contact-flow/1` } },
    'instead of giving its ARN or id, or leave the queue out',
  ],
  [
    'a new flow for bridged chats that is also the new flow of a native number',
    {
      stack: { chatQueue: 'WhatsApp', chatFlow: 'Chats' },
      channels: [
        { ...native, numbers: { 'phone-number-id-1': { flow: 'Chats', queue: 'WhatsApp' } } },
        bridged,
      ],
    },
    'stack.chatQueue: apply creates the flow "Chats" for native numbers. Use another name',
  ],
  [
    'a WABA listed twice',
    { channels: [native, { ...bridged, waba: 'waba-1' }] },
    'channels.1.waba: waba-1 is listed twice',
  ],
  [
    'a flow of another instance',
    {
      channels: [
        {
          ...native,
          numbers: {
            'phone-number-id-1': { flow: `${instance.replace('3f1c', '0000')}/contact-flow/1` },
          },
        },
      ],
    },
    'contact-flow/1 is not a flow of',
  ],
])('refuses %s', (_, change, problem) => {
  expect(problemsOf({ region: 'us-east-1', instance, channels: [native], ...change })).toEqual([
    expect.stringContaining(problem),
  ])
})
