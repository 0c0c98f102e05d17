// Returns the values and files of a template that was sent, so that the agent can change them and
// send the template again.
import type { FileView, ReplyView } from '#api'
import { orderIn, totalOf } from '#whatsapp/templates/order'
import type { DraftUpload, Filled } from '../drafts/draft-store.ts'

interface SentTemplate {
  template: string
  language: string
  /** Missing if the template has a one-time code. One-time codes are never stored. */
  values?: Readonly<Record<string, unknown>>
  /** The files of the reply, with the same ids as in the conversation's file list. */
  files?: readonly Pick<FileView, 'id' | 'mimeType' | 'size'>[]
}

/**
 * Returns undefined if the reply is not a template. Omits the amounts of an order, because they
 * come from the contact's attributes.
 */
export function filledFromReply({
  shows,
}: Pick<ReplyView, 'shows'>): { name: string; language: string; filled: Filled } | undefined {
  const { template, language, values = {}, files = [] } = (shows ?? {}) as Partial<SentTemplate>
  if (template === undefined || language === undefined) return undefined
  const uploadOf = (value: unknown): DraftUpload | undefined => {
    const { id, filename } = (value ?? {}) as { id?: string; filename?: string }
    const file = files.find((each) => each.id === id)
    return (
      file && { uploadId: file.id, name: filename ?? '', mimeType: file.mimeType, size: file.size }
    )
  }
  const typed = Object.entries(values).filter(([, value]) => !isWholeOrder(value))
  return {
    name: template,
    language,
    filled: {
      values: Object.fromEntries(typed),
      uploads: Object.fromEntries(
        typed.flatMap(([key, value]) => {
          const upload = uploadOf(value)
          return upload ? [[key, upload]] : []
        }),
      ),
    },
  }
}

function isWholeOrder(value: unknown): boolean {
  const order = orderIn(value)
  return order !== undefined && totalOf(order) !== undefined
}
