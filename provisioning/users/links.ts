// Determines which tags must be written, so that each identifier of the identity provider belongs
// to one Connect user. The functions are pure.
import type { ConnectUser } from './connect-users.ts'

/** The identifiers that the identity provider uses for agents, by the user names in Connect. */
export type Links = ReadonlyMap<string, string>

export interface NewLink {
  user: ConnectUser
  id: string
}

// https://docs.aws.amazon.com/connect/latest/APIReference/API_TagResource.html
const LONGEST = 256

/**
 * Parses a Connect user name and an identifier of the identity provider, such as `maria=7f1c…`. The
 * name ends at the first equals sign, because user names cannot contain an equals sign. Returns a
 * sentence about the problem if the text is not in this form.
 */
export function parsedLink(text: string): readonly [string, string] | string {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1)
    return `"${text}" is not a link. Write USERNAME=IDENTIFIER, such as maria=7f1c0a52-58c1-4d0e-9b7e-2f3a4b5c6d7e.`
  return [text.slice(0, at), text.slice(at + 1)]
}

/** Returns the tags that must be written, and a sentence for each problem. */
export function plannedLinks(
  links: Links,
  users: readonly ConnectUser[],
): { changes: NewLink[]; problems: string[] } {
  const problems: string[] = []
  const changes: NewLink[] = []
  const after = new Map(users.map((user) => [user.username, user.linkedTo]))
  for (const [username, id] of links) {
    const user = users.find((each) => each.username === username)
    if (!user) problems.push(unknownUser(username, users))
    else if (id.trim() !== id || id === '' || id.length > LONGEST)
      problems.push(
        `${username}: an identifier has 1 to ${LONGEST} characters, without spaces at its ends. Copy it from the identity provider again.`,
      )
    else {
      after.set(username, id)
      if (user.linkedTo !== id) changes.push({ user, id })
    }
  }
  return { changes, problems: [...problems, ...sharedIds(after, links)] }
}

function unknownUser(username: string, users: readonly ConnectUser[]): string {
  const similar = users.find((user) => user.username.toLowerCase() === username.toLowerCase())
  return similar
    ? `${username}: the Connect instance calls this user ${similar.username}. Upper and lower case matter.`
    : `${username}: the Connect instance has no such user. "connect-whatsapp users list --json" lists them all.`
}

/**
 * Finds identifiers that several users would share. Users with a shared identifier could not sign
 * in.
 */
function sharedIds(after: ReadonlyMap<string, string | undefined>, links: Links): string[] {
  return [...new Set(links.values())].flatMap((id) => {
    const owners = [...after].flatMap(([username, linked]) => (linked === id ? [username] : []))
    return owners.length > 1
      ? [
          `${owners.join(' and ')} would have the same identifier ${id}, and then neither of them could sign in. Give each user an identifier of its own.`,
        ]
      : []
  })
}
