// Turns a waiting or expired reply into a draft again. The draft has the same content and a new
// request id.

import type { FileView, ReplyView } from '#api'
import type { OutgoingMessage } from '#whatsapp/messages/messages'
import { type DraftKind, draftKeyOf } from '../drafts/composed-drafts.ts'
import type { Services } from '../services.tsx'
import { fileQueueOf } from './file-queue.ts'
import type { Kind } from './kinds.ts'

interface ReplyDraft {
  kind: Kind
  /**
   * Stores the draft. Undefined if the chat already has another draft of this kind, which must not
   * be overwritten.
   */
  store: (() => void) | undefined
}

type Of<Type> = Extract<OutgoingMessage, { type: Type }>

export function draftFromReply(
  services: Services,
  contactId: string,
  { id, type, shows, quotes }: ReplyView,
): ReplyDraft {
  const { drafts, sending } = services
  const form = formOf(type, shows)
  if (!form) {
    const file = shows as {
      media: FileView['kind']
      mimeType: string
      size: number
      filename?: string
      caption?: string
      voice?: true
    }
    const recent = {
      // The conversation's file list uses the same id for this file.
      id: `${id}.0`,
      kind: file.media,
      mimeType: file.mimeType,
      size: file.size,
      ...(file.filename && { name: file.filename }),
    }
    const as = {
      ...(file.caption && { caption: file.caption }),
      ...(file.voice && { voice: true }),
      ...(quotes && { quotes }),
    }
    return { kind: 'files', store: () => fileQueueOf(services, contactId).addRecent(recent, as) }
  }
  const kind = type as DraftKind
  const key = draftKeyOf(contactId, kind)
  const isTaken = drafts.all(contactId).some(({ key: { name, language }, draft }) => {
    return name === key.name && language === key.language && hasWords(draft.values.form)
  })
  const values = { form, ...(quotes && { quotes }) }
  return {
    kind,
    store: isTaken ? undefined : () => sending.replace(key, { values, uploads: {} }),
  }
}

/**
 * Returns the values of the form for this type of message. Returns undefined for files, which have
 * no such form.
 */
function formOf(type: string, shows: unknown): object | undefined {
  switch (type) {
    case 'text':
      return { body: (shows as { text: string }).text }
    case 'location': {
      const { latitude, longitude, name = '', address = '' } = shows as Of<'location'>
      return { latitude: String(latitude), longitude: String(longitude), name, address }
    }
    case 'contacts':
      return { cards: (shows as Of<'contacts'>).contacts.map(cardOf) }
    case 'buttons': {
      const { buttons, ...framed } = shows as Of<'buttons'>
      return { ...frameOf(framed), titles: buttons.map(({ title }) => title) }
    }
    case 'list': {
      const { button, sections, ...framed } = shows as Of<'list'>
      const rows = (of: (typeof sections)[number]) =>
        of.rows.map(({ title, description = '' }) => ({ title, description }))
      return {
        ...frameOf(framed),
        button,
        sections: sections.map((section) => ({ title: section.title ?? '', rows: rows(section) })),
      }
    }
    case 'cta_url': {
      const { displayText, url, ...framed } = shows as Of<'cta_url'>
      return { ...frameOf(framed), displayText, url }
    }
    case 'location_request':
      return { body: (shows as Of<'location_request'>).body }
    case 'form': {
      const { flowId, body } = shows as Of<'form'>
      return { flowId, body }
    }
    default:
      return undefined
  }
}

const frameOf = ({
  header,
  body,
  footer = '',
}: Pick<Of<'buttons'>, 'header' | 'body' | 'footer'>) => ({
  header: header?.type === 'text' ? header.text : '',
  body,
  footer,
})

const cardOf = ({ name, phones, emails, org, urls }: Of<'contacts'>['contacts'][number]) => ({
  firstName: name.firstName ?? '',
  lastName: name.lastName ?? '',
  phone: phones?.[0]?.phone ?? '',
  onWhatsApp: phones?.[0]?.waId !== undefined,
  email: emails?.[0]?.email ?? '',
  company: org?.company ?? '',
  department: org?.department ?? '',
  website: urls?.[0]?.url ?? '',
})

/** Returns whether the agent has typed anything. */
function hasWords(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== ''
  return typeof value === 'object' && value !== null && Object.values(value).some(hasWords)
}
