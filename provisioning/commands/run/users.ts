import { readFile } from 'node:fs/promises'
import { TagResourceCommand } from '@aws-sdk/client-connect'
import { z } from 'zod'
import { rightCaller } from '../../account/caller.ts'
import type { Run } from '../../cli/account-command.ts'
import { openSession, type Session } from '../../cli/session.ts'
import { ConfigError } from '../../config/error.ts'
import { parsedJson } from '../../config/json-file.ts'
import { counted, planLine } from '../../engine/plan.ts'
import { connectUsers, tagOf } from '../../users/connect-users.ts'
import { type Links, type NewLink, parsedLink, plannedLinks } from '../../users/links.ts'
import type { LinkFlags, UsersFlags } from '../users.ts'
import { consentTo } from './consent.ts'

export const runUsersList: Run<UsersFlags> = async (host, flags) => {
  const session = await openSession(flags, host)
  const { tag, users } = await usersOf(session)
  const without = users.filter(({ linkedTo }) => linkedTo === undefined)
  if (session.json)
    host.print(
      JSON.stringify(
        { tag, users: users.map(({ username, linkedTo = null }) => ({ username, linkedTo })) },
        undefined,
        2,
      ),
    )
  else {
    host.print(
      `${counted(users.length - without.length, 'user')} of ${users.length} in the Connect instance have the tag ${tag}.`,
    )
    for (const { username } of without) host.print(`  ! ${username}: does not have the tag`)
    if (without.length > 0)
      host.print(
        'Run "connect-whatsapp users link USERNAME=IDENTIFIER" for the users who need the widget.',
      )
  }
  return without.length === 0 ? 0 : 2
}

export const runUsersLink: Run<LinkFlags, string[]> = async (host, flags, ...texts) => {
  const links = await linksOf(texts, flags.file)
  const session = await openSession(flags, host)
  const { tag, users } = await usersOf(session)
  const { changes, problems } = plannedLinks(links, users)
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  const planned = changes.map((change) => plannedChange(change, tag))
  const say = session.json ? host.log : host.print
  const report = (sentence: string) =>
    host.print(session.json ? JSON.stringify({ tag, changes: planned }, undefined, 2) : sentence)
  if (changes.length === 0) {
    report(
      `Nothing to change: ${counted(links.size, 'user is', 'users are')} already linked in this way.`,
    )
    return 0
  }
  say('Changes:')
  for (const change of planned) say(planLine(change))
  if (!flags.yes && !(await consentTo(changes.length, host))) {
    host.log('Nothing was changed.')
    return 1
  }
  for (const { user, id } of changes) {
    await session.aws.connect.send(
      new TagResourceCommand({ resourceArn: user.arn, tags: { [tag]: id } }),
    )
    say(`✓ user ${user.username}`)
  }
  report(
    `Done: ${counted(changes.length, 'change')}. Connect finds a new tag after some seconds. Check a sign-in with "connect-whatsapp doctor --sign-in".`,
  )
  return 0
}

async function usersOf({ config, aws }: Session) {
  const tag = tagOf(config)
  await rightCaller(config, aws)
  return { tag, users: await connectUsers(config, tag, aws) }
}

const plannedChange = ({ user: { username, linkedTo }, id }: NewLink, tag: string) =>
  linkedTo === undefined
    ? {
        action: 'create' as const,
        name: `user ${username}`,
        summary: `set the tag ${tag} to ${id}`,
      }
    : {
        action: 'update' as const,
        name: `user ${username}`,
        summary: `change the tag ${tag} from ${linkedTo} to ${id}. ${linkedTo} then no longer signs in as this user`,
      }

/**
 * Returns the links between Connect users and sign-ins in the arguments and the file. Throws
 * ConfigError if a link cannot be parsed, a user is named twice, or there is no link.
 */
async function linksOf(texts: readonly string[], file: string | undefined): Promise<Links> {
  const parsed = texts.map(parsedLink)
  const problems = parsed.filter((each) => typeof each === 'string')
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  const pairs = [
    ...(file === undefined ? [] : await pairsIn(file)),
    ...(parsed as [string, string][]),
  ]
  if (pairs.length === 0)
    throw new ConfigError(
      'There is no user to link. Add USERNAME=IDENTIFIER, or name a file with --file. "connect-whatsapp users list" lists the users without the tag.',
    )
  const twice = pairs.find(([name], at) => pairs.findIndex(([other]) => other === name) !== at)
  if (twice)
    throw new ConfigError(`${twice[0]}: this user is named twice. Remove one of the two links.`)
  return new Map(pairs)
}

const linksFile = z.record(z.string(), z.string())

async function pairsIn(file: string): Promise<[string, string][]> {
  const content = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new ConfigError(
      `The file ${file} cannot be read: ${cause.message}. Check the name of the file.`,
      { cause },
    )
  })
  const { success, data } = linksFile.safeParse(parsedJson(content, file))
  if (success) return Object.entries(data)
  throw new ConfigError(
    `${file} has to be a JSON object with an identifier for each user name, such as {"maria": "7f1c…"}. Correct the file and run this again.`,
  )
}
