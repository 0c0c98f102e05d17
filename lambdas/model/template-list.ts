// The list of a WABA's templates for the widget. The list contains the data that agents need to
// find and choose a template. The widget requests the definition of a template only when an agent
// chooses the template.
import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type * as z from 'zod'
import type * as schema from '#model/template-schema'
import { type Problem, refusals, Unreadable } from '#whatsapp/errors/problems'
import { arr, obj, str } from '#whatsapp/json/loose'
import { parseDefinition } from '#whatsapp/templates/definition'
import { fieldsOf } from '#whatsapp/templates/fields'
import { needsNumber } from '#whatsapp/templates/recipient'

export type ListedTemplate = z.infer<typeof schema.listedTemplate>
export type TemplateSummary = z.infer<typeof schema.templateSummary>
export type ListedForm = z.infer<typeof schema.listedForm>
export type TemplateList = z.infer<typeof schema.templateList>

/**
 * Returns the list's entry for a template. The status is that of `listing`, because Meta's listing
 * is newer than the definition in `raw`.
 */
export function summaryOf(listing: ListedTemplate, raw: unknown): TemplateSummary {
  if (raw === undefined)
    return {
      ...listing,
      ...recipientNeeds({ ...listing, buttons: [] }),
      body: '',
      needs: [],
      unread: true,
    }
  try {
    const definition = parseDefinition(raw)
    const { header, body, footer, buttons, cards } = definition
    const { fields, why } = fieldsOf({ ...definition, status: listing.status.toUpperCase() })
    const reasons = refusals(why).map(reasonOf)
    const examples = [
      ...new Set(
        fields.flatMap(({ kind, example }) => (kind === 'text' && example ? [example] : [])),
      ),
    ]
    return {
      ...listing,
      ...rejection(listing, raw),
      ...linksIn(buttons),
      ...(header
        ? {
            header: {
              format: header.format,
              ...(header.format === 'TEXT' ? { text: header.text } : {}),
              ...(hasSample(header.raw) ? { hasSample: true as const } : {}),
            },
          }
        : {}),
      body: body?.text ?? '',
      ...(footer ? { footer: footer.text } : {}),
      ...(buttons.length > 0 ? { buttons: buttons.map(({ text }) => text) } : {}),
      ...(examples.length > 0 ? { examples } : {}),
      ...(cards ? { cards: cards.length } : {}),
      needs: [...new Set(fields.filter(({ required }) => required).map(({ kind }) => kind))],
      ...(reasons.length > 0 ? { why: reasons } : {}),
      ...recipientNeeds(definition),
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return {
      ...listing,
      ...rejection(listing, raw),
      ...{ body: '', needs: [], why: error.problems.map(reasonOf) },
    }
  }
}

function rejection({ status }: ListedTemplate, raw: unknown): { rejectedFor?: string } {
  const reason = status.toUpperCase() === 'REJECTED' ? str(obj(raw)?.rejected_reason) : undefined
  return reason && reason.toUpperCase() !== 'NONE' ? { rejectedFor: reason } : {}
}

/**
 * Returns the addresses that a template's buttons open. The list contains them so that likely
 * causes of a rejection can be found: an address whose domain no approved template uses may be such
 * a cause.
 */
function linksIn(buttons: readonly { url?: string | undefined }[]): { links?: string[] } {
  const links = buttons.flatMap(({ url }) => url ?? [])
  return links.length > 0 ? { links } : {}
}

function hasSample(header: unknown): boolean {
  const handle = obj(obj(header)?.example)?.header_handle
  return str(arr(handle)[0] ?? handle) !== undefined
}

const recipientNeeds = (template: Parameters<typeof needsNumber>[0]) =>
  needsNumber(template) ? { needsNumber: true as const } : {}

const reasonOf = ({ code, message, values }: Problem) => ({
  code,
  message,
  ...(values ? { values } : {}),
})

export const templateKeyOf = ({
  name,
  language,
}: Pick<ListedTemplate, 'name' | 'language'>): string => `${name}#${language}`

/**
 * Returns the list of templates and forms. `found` is undefined if the WABA's forms have never been
 * read.
 */
export function toTemplateList(
  summaries: readonly TemplateSummary[],
  syncedAt: Date,
  found?: readonly ListedForm[],
): TemplateList {
  const templates = [...summaries].sort((a, b) => (templateKeyOf(a) < templateKeyOf(b) ? -1 : 1))
  const sorted = (of: ListedForm) => `${of.name}#${of.id}`
  const forms = found?.toSorted((a, b) => (sorted(a) < sorted(b) ? -1 : 1))
  const version = createHash('sha256')
    .update(JSON.stringify([templates, forms]))
    .digest('base64url')
    .slice(0, 22)
  return {
    version,
    syncedAt: syncedAt.toISOString(),
    templates,
    ...(forms ? { forms } : {}),
  }
}

// Compresses a list. The text of thousands of templates has several megabytes, which is too large
// for a DynamoDB item and close to the maximum size of a Lambda function's response.
export const packed = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value))
export const unpacked = <Value>(bytes: Uint8Array): Value =>
  JSON.parse(gunzipSync(bytes).toString()) as Value
