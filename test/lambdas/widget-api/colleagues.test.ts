import { expect, it } from 'vitest'
import type { ReplyView } from '#api'
import { asSeenBy } from '../../../lambdas/widget-api/colleagues.ts'

const MARIA = { userId: 'u-1', name: 'Maria Souza', routingProfileId: undefined }
const by = (author: ReplyView['by']) => ({ by: author }) as ReplyView

it.each([
  ['a colleague’s', { role: 'AGENT', name: 'Jonas Weber', userId: 'u-2' }, { role: 'AGENT' }],
  ['a colleague’s text of the chat', { role: 'AGENT', name: 'Jonas Weber' }, { role: 'AGENT' }],
  ['a namesake’s', { role: 'AGENT', name: 'Maria Souza', userId: 'u-2' }, { role: 'AGENT' }],
  ['the agent’s own', { role: 'AGENT', name: 'Maria Souza', userId: 'u-1' }, undefined],
  ['the agent’s own text of the chat', { role: 'AGENT', name: 'Maria Souza' }, undefined],
  ['a bot’s', { role: 'CUSTOM_BOT', name: 'Helper' }, undefined],
])(
  'hides the names of colleagues, but no other names, if the setting requires it: %s reply',
  (_, author, seen) => {
    expect(asSeenBy(MARIA, 'unnamed')(by(author)).by).toEqual(seen ?? author)
    expect(asSeenBy(MARIA, 'named')(by(author)).by).toEqual(author)
  },
)
