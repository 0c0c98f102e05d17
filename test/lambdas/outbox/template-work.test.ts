// Counts how often a template's definition is parsed from the agent's request until the message is
// sent. Only the parser reads `parameter_format`, so the test counts the reads of this property.
import { expect, it } from 'vitest'
import type { Apply } from '#model/ports'
import type { Reply } from '#model/reply'
import { drainOutbox } from '../../../lambdas/outbox/drain.ts'
import { accepting } from '../../../lambdas/widget-api/accept.ts'

const START = new Date('2026-03-02T12:00:00.000Z')
const conversation = {
  id: 'phone-number-id-1/+15550100',
  mode: 'bridged' as const,
  phoneNumberId: 'phone-number-id-1',
  customer: { number: '+15550100' },
}
const agent = { userId: 'maria', name: 'Maria', routingProfileId: undefined }

function countedDefinition() {
  const counted = { parses: 0 }
  const definition = {
    name: 'order_ready',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'Hello {{1}}, your order is ready.',
        example: { body_text: [['Ana']] },
      },
    ],
  }
  // The property is not enumerable, because the code that measures the size of the reply reads all
  // enumerable properties.
  Object.defineProperty(definition, 'parameter_format', {
    enumerable: false,
    get() {
      counted.parses++
      return 'POSITIONAL'
    },
  })
  return { counted, definition }
}

/**
 * Returns a world in which the API accepts one template and send-reply sends it. The outbox holds
 * this one reply.
 */
function world() {
  const { counted, definition } = countedDefinition()
  const sent: object[] = []
  let now = START
  let reply: Reply | undefined
  const nothing = async () => undefined
  const ports: any = {
    now: () => now,
    settle: nothing,
    templates: { get: async () => definition },
    templateStore: { definition: nothing, keep: nothing },
    requireOffered: nothing,
    noteUse: nothing,
    sensitive: { action: 'allow', patterns: [] },
    inbox: { message: nothing },
    conversations: { note: nothing },
    signals: { signal: nothing },
    sentByAgents: { record: nothing },
    held: { of: async () => [] },
    outbox: {
      get: nothing,
      put: async (stored: Reply) => {
        reply = stored
        return true
      },
      unsent: async () => ({ conversation, replies: reply ? [reply] : [] }),
      apply: (async (_, known) => known as unknown as Reply) as Apply,
      overtaken: async () => false,
    },
    messages: { sent: async () => undefined },
    mediaIds: {},
    files: {},
    chat: {},
    attachments: '',
    whatsapp: {
      send: async (_: string, message: object) => {
        sent.push(message)
        return { messageId: 'm1' }
      },
    },
  }
  const access: any = {
    conversation,
    partition: conversation.id,
    contact: {},
    channel: { wabaId: 'waba-1' },
  }
  const parsesIn = async (work: () => Promise<unknown>) => {
    counted.parses = 0
    await work()
    return counted.parses
  }
  return {
    sent,
    later: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000)
    },
    parsesOfAccepting: () =>
      parsesIn(() =>
        accepting(ports)(
          agent,
          'contact-1',
          access,
          {
            requestId: 'request-1',
            message: {
              type: 'template',
              name: 'order_ready',
              language: 'en_US',
              values: { 'body.1': 'Ana' },
            },
          },
          () => Promise.reject(new Error('no file is asked for')),
        ),
      ),
    parsesOfSending: () => parsesIn(() => drainOutbox(ports)(conversation.id, () => 60_000)),
  }
}

it.each([
  ['the stored definition is reused', 10],
  ['the definition is read again', 120],
])(
  'parses a template once when a reply is accepted and once when the reply is sent: %s',
  async (_, seconds) => {
    const { parsesOfAccepting, parsesOfSending, later, sent } = world()

    const accepting = await parsesOfAccepting()
    later(seconds)
    const sending = await parsesOfSending()

    expect({ accepting, sending }).toEqual({ accepting: 1, sending: 1 })
    expect(sent).toMatchObject([
      {
        template: {
          name: 'order_ready',
          components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ana' }] }],
        },
      },
    ])
  },
)
