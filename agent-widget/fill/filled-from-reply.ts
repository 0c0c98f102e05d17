// Returns the values and files with which a template was sent, so that it can be sent again with
// changes.
import type { FileView, ReplyView } from '#api'
import { orderIn, totalOf } from '#whatsapp/templates/order'
import type { DraftUpload, Filled } from '../drafts/draft-store.ts'

interface SentTemplate {
  template: string
  language: string
  /** The values are missing for a template with a one-time code. */
  values?: Readonly<Record<string, unknown>>
  /** The files of the reply, with the ids that the conversation's list of files uses. */
  files?: readonly Pick<FileView, 'id' | 'mimeType' | 'size'>[]
}

/**
 * Returns undefined if the reply is not a template. The amounts of an order are left out, because
 * they come from the attributes of the chat.
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
