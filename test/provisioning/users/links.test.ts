import { expect, it } from 'vitest'
import { parsedLink, plannedLinks } from '../../../provisioning/users/links.ts'

const users = [
  { arn: 'arn:maria', username: 'maria', linkedTo: 'old' },
  { arn: 'arn:joao', username: 'joao', linkedTo: undefined },
  { arn: 'arn:lea', username: 'lea', linkedTo: 'id-of-lea' },
]
const planned = (links: Record<string, string>) => {
  const { changes, problems } = plannedLinks(new Map(Object.entries(links)), users)
  return { changes: changes.map(({ user, id }) => `${user.username}=${id}`), problems }
}

it('changes only the tags of users whose identifier differs', () => {
  expect(planned({ maria: 'new', joao: 'first', lea: 'id-of-lea' })).toEqual({
    changes: ['maria=new', 'joao=first'],
    problems: [],
  })
})

it('can move an identifier from one user to another in one run', () => {
  expect(planned({ lea: 'new', joao: 'id-of-lea' }).problems).toEqual([])
})

it.each<[string, Record<string, string>, RegExp]>([
  ['a user that does not exist', { ana: 'x' }, /^ana: the Connect instance has no such user/],
  ['another letter case', { Maria: 'x' }, /^Maria: .* calls this user maria\. Upper and lower/],
  ['an identifier with spaces', { maria: 'x ' }, /^maria: an identifier has 1 to 256 characters/],
  ['a long identifier', { maria: 'x'.repeat(257) }, /^maria: an identifier has 1 to 256/],
  ['the identifier of another user', { joao: 'id-of-lea' }, /^joao and lea would have the same/],
  [
    'one identifier for two users',
    { joao: 'x', maria: 'x' },
    /^maria and joao would have the same/,
  ],
])('refuses %s', (_, links, problem) => {
  expect(planned(links).problems).toEqual([expect.stringMatching(problem)])
})

it('reads a link whose identifier contains an equals sign', () => {
  expect(parsedLink('maria=auth0|a=b')).toEqual(['maria', 'auth0|a=b'])
  expect(parsedLink('maria')).toMatch(/^"maria" is not a link\. Write USERNAME=IDENTIFIER/)
  expect(parsedLink('=x')).toMatch(/is not a link/)
  expect(parsedLink('maria=')).toMatch(/is not a link/)
})
