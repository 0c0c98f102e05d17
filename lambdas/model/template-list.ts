// The list of a WABA's templates as the widget gets it: enough to find, judge and choose one; its definition is asked for when it is chosen.
import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type Problem, refusals, Unreadable } from '#whatsapp/errors/problems'
import type { Curation } from '#whatsapp/templates/curation'
import { parseDefinition } from '#whatsapp/templates/definition'
import { type FieldKind, fieldsOf } from '#whatsapp/templates/fields'
import { needsNumber } from '#whatsapp/templates/recipient'

/** What ListWhatsAppMessageTemplates says of one. */
export interface ListedTemplate {
  name: string
  language: string
  status: string
  category: string
  quality?: string
}

export interface TemplateSummary extends ListedTemplate {
  header?: { format: string; text?: string }
  body: string
  footer?: string
  /** Their labels. */
  buttons?: string[]
  /** How many cards a carousel has. */
  cards?: number
  /** What must be filled in before it can be sent, by kind, each once. */
  needs: FieldKind[]
  /** Why it cannot be sent. */
  why?: Pick<Problem, 'code' | 'message' | 'values'>[]
  /** Not to a customer who is known by a user id alone. */
  needsNumber?: true
  /** Its definition has not been read yet: what is here is all that is known. */
  unread?: true
}

/** The list with what goes for the contact it was asked for. */
export interface OfferedTemplates extends TemplateList {
  curation: Curation
}

export interface TemplateList {
  /** Changes when anything in `templates` does. */
  version: string
  /** When Meta was last asked; undefined: never yet. */
  syncedAt?: string
  /** By name, then language. */
  templates: TemplateSummary[]
}

/** The status of the listing is newer than the definition's. */
export function summaryOf(listed: ListedTemplate, raw: unknown): TemplateSummary {
  if (raw === undefined)
    return { ...listed, ...toWhom({ ...listed, buttons: [] }), body: '', needs: [], unread: true }
  try {
    const definition = parseDefinition(raw)
    const { header, body, footer, buttons, cards } = definition
    const { fields, why } = fieldsOf({ ...definition, status: listed.status.toUpperCase() })
    const reasons = refusals(why).map(said)
    return {
      ...listed,
      ...(header
        ? {
            header: {
              format: header.format,
              ...(header.format === 'TEXT' ? { text: header.text } : {}),
            },
          }
        : {}),
      body: body?.text ?? '',
      ...(footer ? { footer: footer.text } : {}),
      ...(buttons.length > 0 ? { buttons: buttons.map(({ text }) => text) } : {}),
      ...(cards ? { cards: cards.length } : {}),
      needs: [...new Set(fields.filter(({ required }) => required).map(({ kind }) => kind))],
      ...(reasons.length > 0 ? { why: reasons } : {}),
      ...toWhom(definition),
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { ...listed, body: '', needs: [], why: error.problems.map(said) }
  }
}

const toWhom = (template: Parameters<typeof needsNumber>[0]) =>
  needsNumber(template) ? { needsNumber: true as const } : {}

const said = ({ code, message, values }: Problem) => ({
  code,
  message,
  ...(values ? { values } : {}),
})

export const keyOf = ({ name, language }: Pick<ListedTemplate, 'name' | 'language'>): string =>
  `${name}#${language}`

export function templateList(summaries: readonly TemplateSummary[], syncedAt: Date): TemplateList {
  const templates = [...summaries].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const version = createHash('sha256')
    .update(JSON.stringify(templates))
    .digest('base64url')
    .slice(0, 22)
  return { version, syncedAt: syncedAt.toISOString(), templates }
}

// Thousands of templates are megabytes of text, more than DynamoDB keeps in an item and nearly what Lambda may answer with.
export const packed = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value))
export const unpacked = <Value>(bytes: Uint8Array): Value =>
  JSON.parse(gunzipSync(bytes).toString()) as Value
