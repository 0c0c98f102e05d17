import { writeFileSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import type { Command } from '../../../provisioning/cli/command.ts'
import { permissions } from '../../../provisioning/commands/permissions.ts'
import { usersLink, usersList } from '../../../provisioning/commands/users.ts'
import { world } from '../../sandbox/world.ts'
import { instanceArn, nativeWaba, startAccount } from '../account.ts'
import { type Answers, configFile, startTerminal } from '../host.ts'

const config = {
  region: 'us-east-1',
  instance: instanceArn,
  identityProvider: {
    issuer: 'https://id.example.com/',
    audience: 'agent-widget',
    userClaim: 'sub',
    userLookup: 'tag:whatsapp:agent',
  },
  channels: [
    {
      waba: nativeWaba,
      mode: 'native',
      numbers: { [world.wabas[0]!.numbers[0]!.id]: { flow: 'WhatsApp inbound' } },
    },
  ],
}
const [maria, joao] = world.agents.map(({ username }) => username) as [string, string]
const account = await startAccount()
afterAll(() => account.close())
const terminal = (aws = account.aws) =>
  startTerminal({ aws, wait: account.wait, now: account.clock.now })
const file = configFile(config)
const run = (command: Command, args: readonly string[], answers?: Answers) =>
  terminal().run(command, [...args, '--config', file], answers)
const linked = async () =>
  JSON.parse((await run(usersList, ['--json'])).output).users.filter(
    ({ linkedTo }: { linkedTo: string | null }) => linkedTo !== null,
  )

it('lists the users who cannot sign in, because they have no tag', async () => {
  const { code, output } = await run(usersList, [])

  expect(code).toBe(2)
  expect(output).toContain(`0 users of ${world.agents.length} in the Connect instance have the tag`)
  expect(output).toContain(`  ! ${maria}: does not have the tag`)
})

it('asks before it writes a tag, and writes nothing if the answer is no', async () => {
  const { code, output, asked } = await run(usersLink, [`${maria}=id-1`], { answers: [false] })

  expect(output).toContain(`  + user ${maria}: set the tag whatsapp:agent to id-1`)
  expect(asked).toEqual(['Make this change?'])
  expect(code).toBe(1)
  expect(await linked()).toEqual([])
})

it('writes the tags from its arguments and a file, and writes nothing when it runs again', async () => {
  const links = configFile({ [joao]: 'id-2' })
  const args = [`${maria}=id-1`, '--file', links, '--yes', '--json']

  const first = await run(usersLink, args)
  expect(first.code).toBe(0)
  expect(JSON.parse(first.output)).toMatchObject({
    tag: 'whatsapp:agent',
    changes: [{ action: 'create', name: `user ${joao}` }, { name: `user ${maria}` }],
  })
  expect(await linked()).toEqual([
    { username: joao, linkedTo: 'id-2' },
    { username: maria, linkedTo: 'id-1' },
  ])

  const before = account.writes().length
  expect(JSON.parse((await run(usersLink, args)).output).changes).toEqual([])
  expect(account.writes().slice(before)).toEqual([])
})

it('warns that the previous identifier no longer signs in when a tag changes', async () => {
  const { output } = await run(usersLink, [`${maria}=id-3`, '--yes'])

  expect(output).toContain(
    `  ~ user ${maria}: change the tag whatsapp:agent from id-1 to id-3. id-1 then no longer signs in as this user`,
  )
})

it.each<[string, string[], object, RegExp]>([
  ['no user', [], {}, /^There is no user to link\. Add USERNAME=IDENTIFIER/],
  ['an unknown user', ['nobody=x'], {}, /^nobody: the Connect instance has no such user/],
  ['a user named twice', ['a=1', 'a=2'], {}, /^a: this user is named twice/],
  ['a file that is missing', ['--file', '/nowhere.json'], {}, /cannot be read/],
  [
    'users that are found by their names',
    [`${maria}=x`],
    { userLookup: 'username' },
    /^The configuration identifies agents by their user names, so there is no tag to write/,
  ],
])('refuses to link a user, with the reason: %s', async (_, args, settings, message) => {
  const other = configFile({
    ...config,
    identityProvider: { ...config.identityProvider, ...settings },
  })
  const before = account.writes().length

  const { code, errors } = await terminal().run(usersLink, [...args, '--yes', '--config', other])

  expect(errors).toMatch(message)
  expect(code).toBe(1)
  expect(account.writes().slice(before)).toEqual([])
})

it('refuses a file of links that is malformed', async () => {
  const wrong = configFile([1])
  writeFileSync(wrong, '[["maria", "id-1"]]')

  const { errors } = await run(usersLink, ['--file', wrong, '--yes'])

  expect(errors).toMatch(/has to be a JSON object with an identifier for each user name/)
})

it('needs only the permissions that are printed for it, which cover only users', async () => {
  const printed = await terminal().run(permissions, [
    'users',
    '--only',
    'channel',
    '--config',
    file,
  ])
  const { Statement } = JSON.parse(printed.output)
  expect(printed.errors).toMatch(/LinkUsers: .*can sign in as any of the users/)
  expect(Statement.flatMap(({ Action }: { Action: string[] }) => Action).sort()).toEqual([
    'connect:SearchUsers',
    'connect:TagResource',
  ])

  const { code, errors } = await terminal(account.clientsWith([{ Statement }])).run(usersLink, [
    `${maria}=id-9`,
    '--yes',
    '--config',
    file,
  ])

  expect({ code, errors }).toEqual({ code: 0, errors: '' })
})
