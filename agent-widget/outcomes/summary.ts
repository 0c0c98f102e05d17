// What a composed reply says, in a line.
import type { ContactCard, ListSection } from '#whatsapp/messages/messages'
import type { ReplyView } from '../../lambdas/widget-api/api.ts'
import type { Messages } from '../i18n/en.ts'

interface Shown {
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
}

export function summaryOf(
  { type, shows }: Pick<ReplyView, 'type' | 'shows'>,
  messages: Messages,
): string {
  const shown = (shows ?? {}) as Shown
  switch (type) {
    case 'location':
      return [shown.name, shown.address ?? `${shown.latitude}, ${shown.longitude}`]
        .filter(Boolean)
        .join(', ')
    case 'contacts':
      return (shown.contacts ?? []).map(({ name }) => name.formattedName).join(', ')
    case 'buttons':
      return choices(shown.body, shown.buttons)
    case 'list':
      return choices(
        shown.body,
        shown.sections?.flatMap(({ rows }) => rows),
      )
    case 'reaction':
      return shown.emoji || messages.reactionTaken
    default:
      return shown.text ?? shown.caption ?? ''
  }
}

const choices = (body = '', titles: readonly { title: string }[] = []) =>
  `${body} [${titles.map(({ title }) => title).join('] [')}]`
