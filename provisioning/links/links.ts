// All links on a message's path that somebody can break by a change in the account, and the
// consequence of each broken link. `plan` compares the links of the deployed stack with the
// account, `apply` repairs broken links, and `doctor` reports them. lambdas/deployment contains the
// names and targets.
import type { FunctionName } from '#deployment/functions'
import type { QueueKey, RuleKey, TopicKey } from '#deployment/resources'
import type { Mode } from '#whatsapp/capabilities'

interface Link {
  /** The modes whose messages pass the link. */
  modes: readonly Mode[]
  /** The consequence while the link is broken, as the end of a sentence: "…, so …". */
  broken: string
}

const BOTH: readonly Mode[] = ['native', 'bridged']

type QueueFed =
  | 'enqueue-reply'
  | 'send-reply'
  | 'whatsapp-event'
  | 'show-message'
  | 'send-receipt'
  | 'delivery-status'
type Scheduled = 'sweep' | 'sync-templates' | 'write-traces' | 'watch-templates'

/**
 * The links from queues to functions. Each link is an event source mapping. The command `pause`
 * disables the mapping of send-reply on purpose.
 */
export const TRIGGERS = {
  'enqueue-reply': {
    modes: ['bridged'],
    broken: 'messages that agents write in bridged chats are not sent',
  },
  'send-reply': { modes: BOTH, broken: 'replies wait and fail after ten minutes' },
  'whatsapp-event': {
    modes: ['bridged'],
    broken: 'messages that customers send to bridged numbers do not reach an agent',
  },
  'show-message': {
    modes: ['bridged'],
    broken: 'messages that customers send in quick succession do not reach an agent',
  },
  'send-receipt': {
    modes: ['bridged'],
    broken: 'customers do not see that agents read and write',
  },
  'delivery-status': {
    modes: BOTH,
    broken: 'agents do not see whether messages arrive, and the service window is not known',
  },
} as const satisfies Record<QueueFed & FunctionName, Link>

/** Schedule → function. */
export const SCHEDULES = {
  sweep: { modes: BOTH, broken: 'replies and messages whose signal was lost are never sent' },
  'sync-templates': { modes: BOTH, broken: 'agents see outdated templates' },
  'write-traces': {
    modes: BOTH,
    broken: 'the attributes of contacts do not show what the widget sent',
  },
  'watch-templates': {
    modes: BOTH,
    broken: 'agents see the changes of templates minutes later, and supervisors get no notices',
  },
} as const satisfies Record<Scheduled & FunctionName, Link>

/** EventBridge → queue. */
export const RULES = {
  'whatsapp-status': {
    modes: BOTH,
    broken: 'agents do not see whether messages arrive',
  },
} as const satisfies Record<RuleKey, Link>

/**
 * The links from AWS services through topics to queues. Each link consists of the topic's policy
 * and subscription.
 */
export const TOPICS = {
  'chat-replies': {
    modes: ['bridged'],
    broken: 'messages that agents write in bridged chats are not sent',
  },
  'chat-evidence': {
    modes: ['native'],
    broken: 'only the start of a native chat shows when its service window opened',
  },
  'whatsapp-events': {
    modes: ['bridged'],
    broken: 'messages that customers send to bridged numbers do not reach an agent',
  },
} as const satisfies Record<TopicKey, Link>

/** The links from topics or rules to queues. Each link is the queue's policy. */
export const QUEUES = {
  'reply-items': TOPICS['chat-replies'],
  'replies.fifo': TRIGGERS['send-reply'],
  'inbound.fifo': TRIGGERS['show-message'],
  receipts: TRIGGERS['send-receipt'],
  'whatsapp-events': TOPICS['whatsapp-events'],
  'delivery-events': RULES['whatsapp-status'],
} as const satisfies Record<QueueKey, Link>

/**
 * The links from Connect to the widget and the functions: the associations of the Connect instance.
 */
export const ASSOCIATIONS = {
  origin: { modes: BOTH, broken: 'the CCP does not open in that page' },
  application: { modes: BOTH, broken: 'the agent workspace does not show the widget' },
  function: {
    modes: ['native'],
    broken: 'the widget knows a native chat only after an agent has opened it',
  },
} as const satisfies Record<string, Link>

/** The consequence if an alarm is broken, as the end of a sentence. */
export const UNHEARD = 'no person is notified when something fails'
