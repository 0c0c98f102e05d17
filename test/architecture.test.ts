// Checks in which folder each file belongs, and what each folder may import. The rules are data in
// architecture/rules.ts: one entry for each folder, with everything that the folder may import. A
// failure names the file and the import.
//
// Where is … the retry rule for a failed part:              lambdas/whatsapp/errors/error-table.ts
// (mayRetryLater), applied in lambdas/outbox/outcomes.ts the text an agent reads for error 131049:
// lambdas/whatsapp/errors/error-sentences.ts the IAM permission of the function that receives
// webhooks: lambdas/deployment/functions.ts ('whatsapp-event') the form for a carousel template:
// agent-widget/fill/cards/cards-form.tsx the check that a topic is not FIFO:
// provisioning/channel/whatsapp-topic.ts
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { functions } from '#deployment/functions'
import * as layout from '#deployment/table'
import { functionFaults, rules, SUBPATHS } from './architecture/rules.ts'
import { treeAt, withFolder } from './architecture/tree.ts'

const project = treeAt('.', JSON.parse(readFileSync('package.json', 'utf8')).imports)

describe('the project follows each rule', () => {
  it.each(rules)('$title', ({ offenses }) => {
    expect(offenses(project)).toEqual([])
  })

  it('lambdas/functions contains the deployed functions and nothing else', () => {
    expect(functionFaults(project, Object.keys(functions))).toEqual([])
  })
})

describe('each rule reports the violation in a small folder that breaks it', () => {
  it.each(rules)('$title', ({ offenses, wrong, names }) => {
    const found = withFolder(wrong, (root) => offenses(treeAt(root, SUBPATHS)))

    expect(found).toEqual([names])
  })

  it('lambdas/functions contains the deployed functions and nothing else', () => {
    const wrong = {
      'lambdas/functions/sweep.ts': 'export const handler = async () => {}\n',
      'lambdas/functions/helper.ts': 'export const help = 1\n',
      'lambdas/outbox/stray.ts': 'export const handler = async () => {}\n',
    }
    const found = withFolder(wrong, (root) =>
      functionFaults(treeAt(root, SUBPATHS), ['sweep', 'send-reply']),
    )

    expect(found).toEqual([
      'lambdas/functions/send-reply.ts exports no handler, though the list names it',
      'lambdas/outbox/stray.ts exports a handler, and the list does not name it',
      'lambdas/functions/helper.ts is no deployed function',
    ])
  })
})

describe('the keys of the table never change', () => {
  // DynamoDB cannot change the keys and local indexes of an existing table. If they changed here,
  // every installation would need a new table. If this test fails, undo your change.
  it('the table has the keys and local indexes of the tables that earlier versions created', () => {
    expect(layout.table).toMatchObject({
      partitionKey: 'pk',
      sortKey: 'sk',
      expiryAttribute: 'expiresAt',
    })
    expect(layout.table.localIndexes).toEqual({
      unsent: { sortKey: 'unsentOrder', projects: 'all' },
      ordered: { sortKey: 'order', projects: 'all' },
      changed: { sortKey: 'changedAt', projects: 'keys' },
    })
  })

  it('the functions find existing items under the keys that earlier versions used', () => {
    expect(layout.SCHEMA_VERSION).toBe(1)
    expect(itemKeys).toEqual({
      customer: { pk: 'customer#1', sk: 'customer' },
      conversation: { pk: 'conversation#c', sk: 'conversation' },
      reply: { pk: 'conversation#c', sk: 'reply#r' },
      identity: { pk: 'identity#number#+15550100', sk: 'identity' },
      inbound: { pk: 'conversation#c', sk: 'inbound#wamid.1' },
      contact: { pk: 'contact#1', sk: 'contact' },
      contactMemory: { pk: 'contact#1', sk: 'memory' },
      userMemory: { pk: 'user#maria', sk: 'memory' },
      message: { pk: 'message#1', sk: 'message' },
      media: { pk: 'media#phone-number-id-1', sk: 'digest' },
      templates: { pk: 'templates#waba-1', sk: 'list' },
    })
  })
})

const itemKeys = {
  customer: layout.customerKey('1'),
  conversation: layout.conversationKey('c'),
  reply: layout.replyKey('c', 'r'),
  identity: layout.identityKey('number', '+15550100'),
  inbound: layout.inboundKey('c', 'wamid.1'),
  contact: layout.contactKey('1'),
  contactMemory: layout.contactMemoryKey('1'),
  userMemory: layout.userMemoryKey('maria'),
  message: layout.messageKey('1'),
  media: layout.mediaKey('phone-number-id-1', 'digest'),
  templates: layout.templatesKey('waba-1', 'list'),
}

describe('reading the source tree', () => {
  it('package.json defines exactly the import names that the rules use', () => {
    expect(JSON.parse(readFileSync('package.json', 'utf8')).imports).toEqual(SUBPATHS)
  })

  it('finds imports over several lines, type imports, imports without names, and dynamic imports', () => {
    const sources = {
      'lambdas/a.ts': `import {\n  one,\n  two,\n} from './b.ts'\nimport type { T } from '#model/reply'\nimport './c.css'\nconst later = import('zod')\nexport { x } from '@aws-sdk/client-sqs/deep'\n`,
    }
    const found = withFolder(sources, (root) => treeAt(root, SUBPATHS).imports('lambdas'))

    expect(found.map(({ target, isType }) => [target, isType])).toEqual([
      ['lambdas/b.ts', false],
      ['lambdas/model/reply.ts', true],
      ['lambdas/c.css', false],
      ['zod', false],
      ['@aws-sdk/client-sqs', false],
    ])
  })

  it('every path in the comment at the top of this file exists', () => {
    const head = readFileSync('test/architecture.test.ts', 'utf8').split('\nimport ')[0]!
    const paths = head.match(/\b(?:lambdas|agent-widget|provisioning)\/[\w/-]+\.tsx?/g) ?? []

    expect(paths.length).toBeGreaterThanOrEqual(5)
    expect(paths.filter((path) => !existsSync(path))).toEqual([])
  })
})
