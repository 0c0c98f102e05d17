// Describes the content of a composed reply in one line.

import type { ReplyView } from '#api'
import type { ContactCard, ListSection } from '#whatsapp/messages/messages'
import type { Messages } from '../i18n/catalogue.ts'

interface ReplyContent {
  text?: string
  caption?: string
  filename?: string
  body?: string
  name?: string
  address?: string
  latitude?: number
  longitude?: number
  contacts?: readonly ContactCard[]
  buttons?: readonly { title: string }[]
  sections?: readonly ListSection[]
  emoji?: string
  displayText?: string
  /** The label of the button that opens a form. */
  button?: string
}

export function replySummary(
  { type, shows }: Pick<ReplyView, 'type' | 'shows'>,
  messages: Messages,
): string {
  const content = (shows ?? {}) as ReplyContent
  switch (type) {
    case 'location':
      return [content.name, content.address ?? `${content.latitude}, ${content.longitude}`]
        .filter(Boolean)
        .join(', ')
    case 'contacts':
      return (content.contacts ?? []).map(({ name }) => name.formattedName).join(', ')
    case 'buttons':
      return choices(content.body, content.buttons)
    case 'list':
      return choices(
        content.body,
        content.sections?.flatMap(({ rows }) => rows),
      )
    case 'cta_url':
      return choices(content.body, [{ title: content.displayText ?? '' }])
    case 'form':
      return choices(content.body, [{ title: content.button ?? '' }])
    case 'location_request':
      return content.body ?? ''
    case 'reaction':
      return content.emoji || messages.reactionRemoved
    default:
      return content.text ?? content.caption ?? ''
  }
}

const choices = (body = '', titles: readonly { title: string }[] = []) =>
  `${body} [${titles.map(({ title }) => title).join('] [')}]`
