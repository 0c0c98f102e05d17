// Converts an agent's request into the content of a reply. The files of the request are looked up
// and checked. A message that is not possible with the number's mode (native or bridged) is
// refused.

import type { ReplyRequest } from '#api'
import { evidenceOf, marketingStoppedAt, notOnWhatsAppSince } from '#model/conversation'
import type { Clock, Inbox, Templates } from '#model/ports'
import type { ReplyContent, Upload } from '#model/reply'
import type { Forms, TemplateStore } from '#model/template-ports'
import { type Action, capabilities, type Mode, unavailable } from '#whatsapp/capabilities'
import { type Problem, problem, refusals } from '#whatsapp/errors/problems'
import { mediaProblems } from '#whatsapp/media/media'
import { serviceWindow } from '#whatsapp/service-window'
import type { Offer } from '#whatsapp/templates/curation'
import type { Rendered } from '#whatsapp/templates/render'
import { RequestRefused, refuse } from '../runtime/refused.ts'
import { templateContent } from '../templates/content.ts'
import { formContent } from '../templates/form-content.ts'
import type { Authorized } from './authorize.ts'

type Message = ReplyRequest['message']

interface Ports {
  templates: Templates
  forms: Forms
  templateStore: Pick<TemplateStore, 'definition' | 'keep'>
  inbox: Pick<Inbox, 'message'>
  now: Clock
}

/**
 * Returns the file with this id. Throws RequestRefused if the agent cannot send this file from this
 * contact.
 */
export type FileOf = (id: string, path: string) => Promise<Upload>

/** Returns the content of the reply. Throws RequestRefused with all problems that were found. */
export async function replyContent(
  ports: Ports,
  { channel, conversation }: Authorized,
  {
    message,
    quotes,
    hold,
    tryAgain,
  }: Pick<ReplyRequest, 'message' | 'quotes' | 'hold' | 'tryAgain'>,
  fileOf: FileOf,
  /** The id of the new reply, and the supervisors' settings of the template or form. */
  { replyId, offer }: { replyId: string; offer: Offer | undefined },
): Promise<{ content: ReplyContent; preview?: unknown; rendered?: Rendered }> {
  const waits = hold && serviceWindow(evidenceOf(conversation), ports.now()).is !== 'open'
  const impossible = [
    ...impossibleIn(conversation.mode, message, waits),
    ...unquotable(conversation.mode, message, quotes),
  ]
  if (impossible.length > 0) throw new RequestRefused(422, impossible)
  if (message.type === 'reaction') await requireMessage(message.messageId, 'message.messageId')
  if (quotes !== undefined) await requireMessage(quotes, 'quotes')
  switch (message.type) {
    case 'text':
      return { content: { type: 'text', body: message.body } }
    case 'media':
      return { content: await mediaContent(message, fileOf) }
    case 'template':
      return templateContent(
        { ...ports, upload: fileOf },
        {
          wabaId: channel.wabaId,
          customer: conversation.customer,
          hasStoppedMarketing: marketingStoppedAt(conversation, ports.now()) !== undefined,
          isNotOnWhatsApp: !tryAgain && notOnWhatsAppSince(conversation, ports.now()) !== undefined,
        },
        message,
      )
    case 'form':
      return {
        content: await formContent(ports, channel.wabaId, { message, offer, token: replyId }),
      }
    default:
      return { content: { type: 'message', message } }
  }

  /**
   * Throws RequestRefused unless the customer wrote this message in this conversation. With the id
   * of any other message, WhatsApp would refuse the request or not display the quote.
   */
  async function requireMessage(id: string, path: string): Promise<void> {
    const found = await ports.inbox.message(conversation, id)
    if (found && !found.deletedAt && !found.by) return
    refuse(
      422,
      'message_unknown',
      'The quoted message cannot be found in this chat. Send the message without quoting another one.',
      path,
    )
  }
}

const ACTIONS = {
  text: 'text',
  location: 'location',
  contacts: 'contacts',
  buttons: 'interactive',
  list: 'interactive',
  cta_url: 'interactive',
  location_request: 'interactive',
  form: 'interactive',
  reaction: 'reaction',
  template: 'template',
} as const satisfies Record<Exclude<Message['type'], 'media'>, Action>

function actionOf(message: Message): Action {
  if (message.type !== 'media') return ACTIONS[message.type]
  if (message.kind === 'sticker') return 'sticker'
  return message.voice ? 'voice_message' : 'captioned_media'
}

/**
 * Returns a problem if the message is not possible in this mode. `waits` means that the message is
 * held until the customer answers.
 */
function impossibleIn(mode: Mode, message: Message, waits = false): Problem[] {
  const action = actionOf(message)
  // In native mode, Connect itself delivers texts from the chat, so the widget must not send them.
  // A held text is an exception, because Connect cannot store a text for later.
  if (capabilities[mode][action].by === 'connect' && !waits)
    return [
      problem(
        'text_goes_through_chat',
        'message.type',
        'Write text in the chat itself. Connect delivers it.',
      ),
    ]
  return unavailable(mode, action, 'message.type')
}

function unquotable(mode: Mode, { type }: Message, quotes: string | undefined): Problem[] {
  if (quotes === undefined) return []
  if (type === 'template')
    return [
      problem(
        'quote_not_shown',
        'quotes',
        'WhatsApp does not show a quote with a template. Send the template without it, or answer with another message.',
      ),
    ]
  return unavailable(mode, 'quoted_reply', 'quotes')
}

async function mediaContent(
  message: Extract<Message, { type: 'media' }>,
  fileOf: FileOf,
): Promise<ReplyContent> {
  const { kind, caption, filename, voice } = message
  if (voice && kind !== 'audio')
    refuse(
      422,
      'voice_only_as_audio',
      `A file of the kind ${kind} cannot be a voice message. Send it as audio.`,
      'message.voice',
    )
  const upload = await fileOf(message.uploadId, 'message.uploadId')
  const file = {
    kind,
    mimeType: upload.mimeType,
    size: upload.size,
    ...(filename ? { name: filename } : {}),
    ...(voice ? { voice } : {}),
  }
  const problems = refusals(mediaProblems(file)).map((each) => ({
    ...each,
    path: each.path === 'voice' ? 'message.voice' : 'message.uploadId',
  }))
  if (problems.length > 0) throw new RequestRefused(422, problems)
  return {
    type: 'media',
    kind,
    upload,
    ...(caption ? { caption } : {}),
    ...(filename ? { filename } : {}),
    ...(voice ? { voice } : {}),
  }
}
