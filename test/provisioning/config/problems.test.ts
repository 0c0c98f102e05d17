// A zod schema checks every file that a person writes. zod's own messages are never printed: the
// message about each problem names the setting, and says what to use or do instead.
import { describe, expect, it } from 'vitest'
import { checkedConfig } from '../../../provisioning/config/config.ts'
import { ConfigError } from '../../../provisioning/config/error.ts'
import { nearest } from '../../../provisioning/config/nearest.ts'
import { checkableCuration } from '../../../provisioning/curation/parsed-curation.ts'
import { checkedStackSettings } from '../../../provisioning/stack/settings.ts'

const WRONG: readonly unknown[] = [undefined, null, true, -1.5, '', 'x', '§'.repeat(5000), [], {}]

/** Returns one configuration file for each pair of a setting and a wrong value. */
function filesWithWrong(settings: readonly string[], file: object): object[] {
  return settings.flatMap((setting) =>
    WRONG.map((value) => {
      const copy = structuredClone(file)
      const path = setting.split('.')
      const last = path.pop()!
      const parent = path.reduce<any>((inner, key) => {
        inner[key] ??= {}
        return inner[key]
      }, copy)
      parent[last] = value
      return copy
    }),
  )
}

const instance =
  'arn:aws:connect:us-east-1:111122223333:instance/3f1c2b4a-5d6e-4f70-8192-a3b4c5d6e7f8'
const config = {
  region: 'us-east-1',
  instance,
  channels: [
    { waba: 'waba-1', mode: 'native', numbers: { 'phone-number-id-1': { flow: 'Inbound' } } },
    { waba: 'waba-2', mode: 'bridged' },
  ],
}
const configSettings = [
  'region',
  'instance',
  'unknown',
  'tags',
  'tags.a',
  'identityProvider',
  'identityProvider.issuer',
  'widget.place',
  'widget.place.latitude',
  'notDocumentedByAws.roleResources',
  'stack',
  'stack.metaApiVersion',
  'stack.widgetOrigins',
  'stack.securityProfiles.0',
  'stack.alarmTopic',
  'stack.logRetentionDays',
  'stack.reservedConcurrency.nonesuch',
  'stack.reservedConcurrency.widget-api',
  'channels',
  'channels.0',
  'channels.0.waba',
  'channels.0.mode',
  'channels.0.role',
  'channels.0.unknown',
  'channels.0.numbers',
  'channels.0.numbers.1',
  'channels.0.numbers.phone-number-id-1',
  'channels.0.numbers.phone-number-id-1.flow',
  'channels.1.topic',
]

const curation = { waba: 'waba-1', rules: [{ templates: [{ name: 'order_ready', defaults: {} }] }] }
const curationSettings = [
  'waba',
  'rules',
  'rules.0',
  'rules.0.queues',
  'rules.0.queues.0',
  'rules.0.others',
  'rules.0.templates.0',
  'rules.0.templates.0.name',
  'rules.0.templates.0.language',
  'rules.0.templates.0.pinned',
  'rules.0.templates.0.note',
  'rules.0.templates.0.defaults.body',
  'rules.0.templates.0.unknown',
]

const stackFile = { jwt: {} }
const stackSettings = [
  'account',
  'attachments',
  'jwt.issuer',
  'widget.ccpUrl',
  'logRetentionDays',
  'widgetOrigins.0',
  'reservedConcurrency.nonesuch',
]

function checkCuration(file: unknown): void {
  const { problems } = checkableCuration(file)
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
}

const problemsOf = (check: (file: unknown) => unknown, file: unknown): string[] => {
  try {
    check(file)
    return []
  } catch (error) {
    expect((error as Error).name).toBe('ConfigError')
    return (error as Error).message.split('\n')
  }
}

describe.each([
  ['a configuration', checkedConfig, filesWithWrong(configSettings, config)],
  ['a curation', checkCuration, filesWithWrong(curationSettings, curation)],
  ['stack settings', checkedStackSettings, filesWithWrong(stackSettings, stackFile)],
] as const)('problems of %s', (_, check, files) => {
  const problems = new Set(files.flatMap((file) => problemsOf(check, file)))

  it('name the setting and what to do, in whole sentences', () => {
    expect(problems.size).toBeGreaterThan(30)
    for (const problem of problems)
      expect(problem).toMatch(
        /^\S.*: .+ (is not valid\. Use .+|is missing\. Add .+|no such setting\. (Remove it|Did you mean "\w+"[?]))[.?]?$/u,
      )
  })

  it("do not contain zod's wording", () => {
    for (const problem of problems)
      expect(problem).not.toMatch(/Invalid|expected|received|Too (small|big)|Unrecognized|>=|<=/)
  })
})

describe('the suggestion for a misspelled name', () => {
  it.each([
    ['topics', 'topic'],
    ['chanels', 'channels'],
    ['kms-key', 'kmsKey'],
    ['foo', undefined],
    ['color', undefined],
  ])('for %s is %s', (word, suggestion) => {
    expect(nearest(word, ['flow', 'topic', 'channels', 'kmsKey', 'role'])).toBe(suggestion)
  })
})
