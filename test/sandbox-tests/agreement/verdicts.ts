// Compares the results of two independent checkers for one message: the product's own rules
// ("core"), which advise agents, and the sandbox, which plays the role of Meta.

import { type Problem, refusals } from '#whatsapp/errors/problems'
import { problemsWithCloudApi } from '#whatsapp/messages/cloud-api-rules'
import { checkAgainst } from '#whatsapp/template-review/message-check'
import { parseDefinition } from '#whatsapp/templates/definition'
import { recipientProblem } from '../../sandbox/social-messaging/send.ts'
import { type Context, checkMessage } from '../../sandbox/whatsapp/check-message.ts'
import type { StoredMedia } from '../../sandbox/whatsapp/media-store.ts'
import { type Refusal, refusalFrom, refuse } from '../../sandbox/whatsapp/refusal.ts'
import type { TemplateDefinition } from '../../sandbox/world.ts'
import { jpeg, mp4, ogg, pdf, webp } from '../whatsapp/fixtures.ts'
import { unsettled } from './unsettled.ts'

export const now = new Date('2026-03-02T12:00:00Z')

/** The uploaded files. The id of each file is its kind. */
const uploads: Readonly<Record<string, [mimeType: string, body: Buffer]>> = {
  image: ['image/jpeg', jpeg],
  video: ['video/mp4', mp4],
  document: ['application/pdf', pdf],
  audio: ['audio/ogg', ogg(1)],
  sticker: ['image/webp', webp(512)],
}

/** The id of the only message in the conversation, to which a message can refer. */
export const KNOWN_MESSAGE = 'wamid.HBgLMTU1NTAxMDAxNDIVAgASGBQ='

const context = (
  templates: readonly TemplateDefinition[],
  missing: (what: string) => void,
): Context => ({
  now: now.getTime(),
  apiVersion: 23,
  templates,
  media(id) {
    const [mimeType, body] = uploads[id] ?? []
    if (mimeType && body) return { id, mimeType, body } as StoredMedia
    return void missing(id)
  },
  message: (id) => (id === KNOWN_MESSAGE ? { type: 'text', at: now.getTime() } : void missing(id)),
})

const definitions = new WeakMap<TemplateDefinition, ReturnType<typeof parseDefinition>>()
function parsed(definition: TemplateDefinition) {
  const found = definitions.get(definition) ?? parseDefinition(definition)
  definitions.set(definition, found)
  return found
}

export interface Verdicts {
  core: readonly Problem[]
  sandbox: Refusal | undefined
  /**
   * Whether the message was refused because of something that a check without the account cannot
   * know: an unknown upload or message, or a file of the wrong type.
   */
  needsAccount: boolean
}

export function verdictsOn(message: any, definition?: TemplateDefinition): Verdicts {
  const core = problemsWithCloudApi(message)
  const against =
    definition && message?.template ? checkAgainst(parsed(definition), message, { now }) : []
  let missing = false
  const around = context(definition ? [definition] : [], () => {
    missing = true
  })
  const sandbox = refusalFrom(() => {
    const problem = recipientProblem(message ?? {})
    if (problem) refuse(100, problem)
    checkMessage(message, around)
  })
  return {
    core: [...core, ...against],
    sandbox,
    needsAccount: missing || sandbox?.code === MEDIA_REFUSED,
  }
}

export const passes = (message: unknown, definition?: TemplateDefinition) => {
  const { core, sandbox } = verdictsOn(message, definition)
  return !sandbox && refusals(core).length === 0
}

/**
 * Returns whether only the sandbox refused the message, because of a rule that unsettled.ts lists
 * as undocumented.
 */
export const isLeftOpen = (verdicts: Verdicts) =>
  !verdicts.needsAccount &&
  !!verdicts.sandbox &&
  refusals(verdicts.core).length === 0 &&
  quarrel(verdicts) === undefined

const MEDIA_REFUSED = 131053

/**
 * Returns which checker refuses the message, and why. Returns undefined if both checkers agree, or
 * differ only on a point that WhatsApp's documents leave open.
 */
export function quarrel({ core, sandbox, needsAccount }: Verdicts): string | undefined {
  if (needsAccount) return undefined
  const refused = refusals(core)
  if (refused.length > 0 && !sandbox) {
    return `only the core refuses: ${refused.map(({ code, path, message }) => `${code} ${path}: ${message}`).join(' | ')}`
  }
  if (
    refused.length === 0 &&
    sandbox &&
    !core.some(({ code, path }) =>
      unsettled.some((point) => point.code === code && point.where.test(path)),
    )
  )
    return `only the sandbox refuses: ${sandbox.message}`
  return undefined
}
