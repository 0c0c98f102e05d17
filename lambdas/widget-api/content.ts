// What an agent asks to be sent, as a reply holds it: their files found and looked at, what the mode cannot do refused.
import { type Action, capabilities, type Mode, unavailable } from '#whatsapp/capabilities'
import { type Problem, problem, refusals } from '#whatsapp/errors/problems'
import { mediaProblems } from '#whatsapp/media/media'
import type { Clock, Inbox, Templates } from '../model/ports.ts'
import type { ReplyContent, Upload } from '../model/reply.ts'
import { RequestRefused, refuse } from '../runtime/refused.ts'
import { templateContent } from '../templates/content.ts'
import type { ReplyRequest } from './api.ts'
import type { Authorised } from './authorise.ts'

type Message = ReplyRequest['message']

interface Ports {
  templates: Templates
  inbox: Pick<Inbox, 'message'>
  now: Clock
}

/** The file of that id which the agent may send from here; refuses when there is none. */
export type FileOf = (id: string, path: string) => Promise<Upload>

/** Throws RequestRefused with every reason that is known by then. */
export async function replyContent(
  ports: Ports,
  { channel, conversation }: Authorised,
  { message, quotes }: Pick<ReplyRequest, 'message' | 'quotes'>,
  fileOf: FileOf,
): Promise<{ content: ReplyContent; preview?: unknown }> {
  const impossible = [
    ...impossibleIn(conversation.mode, message),
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
        { wabaId: channel.wabaId, customer: conversation.customer },
        message,
      )
    default:
      return { content: { type: 'message', message } }
  }

  /** Only what this customer wrote here: WhatsApp would refuse another, or show nothing. */
  async function requireMessage(id: string, path: string): Promise<void> {
    if (await ports.inbox.message(conversation.id, id)) return
    refuse(
      422,
      'message_unknown',
      'The message this is about is not, or no longer, known in this chat. Send it as a message of its own.',
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
  reaction: 'reaction',
  template: 'template',
} as const satisfies Record<Exclude<Message['type'], 'media'>, Action>

function actionOf(message: Message): Action {
  if (message.type !== 'media') return ACTIONS[message.type]
  if (message.kind === 'sticker') return 'sticker'
  return message.voice ? 'voice_message' : 'captioned_media'
}

function impossibleIn(mode: Mode, message: Message): Problem[] {
  const action = actionOf(message)
  // What Connect delivers must never be sent by us as well.
  if (capabilities[mode][action].by === 'connect')
    return [
      problem(
        'text_goes_through_chat',
        'message.type',
        'Write text in the chat itself: Connect delivers it.',
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
        'WhatsApp shows no quote with a template. Send it without, or answer with another message.',
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
      `WhatsApp plays no ${kind} as a voice message. Send it as audio.`,
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
