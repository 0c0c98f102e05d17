// On which resources of a configuration an action is needed: the narrowest that can be named before anything is read.
import { deadLetters, queueName, queues, ruleName, tableName } from '../lambdas/resources.ts'
import { roleArnOf, topicArnOf } from './channel/channel.ts'
import { type Checked, parsedInstance } from './config.ts'

// Actions AWS lets nobody narrow, or that ask about what is not known before.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
const UNNARROWED = [
  ...['connect:ListInstances', 'connect:ListPhoneNumbersV2', 'social-messaging:ListLinkedWhatsAppBusinessAccounts'],
  ...['lambda:ListEventSourceMappings'],
]

export function resourcesFor(action: string, config: Checked): string[] {
  if (UNNARROWED.includes(action)) return ['*']
  const { region } = config
  const { account } = parsedInstance(config.instance)
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`
  const homes = [...new Set([config.instance, ...config.channels.flatMap(({ instance }) => instance ?? [])])]
  switch (action.split(':')[0]) {
    case 'connect':
      if (/PhoneNumber$/.test(action) && action !== 'connect:ImportPhoneNumber') return [arn('connect', 'phone-number/*')]
      if (action === 'connect:TagResource') return [arn('connect', 'phone-number/*'), ...homes.map((home) => `${home}/contact-flow/*`)]
      // Below the instance: flows, queues, routing profiles, contacts.
      return homes.flatMap((home) => [home, `${home}/*`])
    case 'social-messaging':
      return [arn('social-messaging', 'waba/*'), arn('social-messaging', 'phone-number-id/*')]
    case 'iam': {
      const roles = config.channels.flatMap((channel) =>
        channel.mode === 'native' ? [roleArnOf(channel.role, channel.instance ?? config.instance)] : [],
      )
      if (/:GetPolicy(Version)?$/.test(action)) return [`arn:aws:iam::${account}:policy/*`]
      return roles.length > 0 ? [...new Set(roles)] : [`arn:aws:iam::${account}:role/ConnectWhatsAppChannel`]
    }
    case 'sns':
      return config.channels.flatMap((channel) =>
        channel.mode === 'bridged' ? [topicArnOf(channel.topic, channel.instance ?? config.instance)] : [],
      )
    case 'kms':
      return [config.stack.kmsKey ?? arn('kms', 'key/*')]
    case 'dynamodb':
      return [
        arn('dynamodb', `table/${tableName}`),
        ...(action === 'dynamodb:Query' ? [arn('dynamodb', `table/${tableName}/index/due`)] : []),
      ]
    case 'sqs':
      return Object.keys(queues).map((key) => arn('sqs', queueName(deadLetters(key))))
    case 'events':
      return [arn('events', `rule/${ruleName('whatsapp-status')}`)]
    case 'lambda':
      return [arn('lambda', 'event-source-mapping:*')]
    // The instance's attachment bucket is known only to the instance.
    case 's3':
      return ['arn:aws:s3:::*']
    default:
      return ['*']
  }
}
