// Creates the content of a reply with a template. The template is filled in when the request is
// accepted, and checked again immediately before sending.

import { recipientOf } from '#model/conversation'
import type { Customer } from '#model/customer'
import type { Clock, Templates } from '#model/ports'
import { DEFINITION_FRESH_MS, type ReplyContent, type Upload } from '#model/reply'
import type { TemplateStore } from '#model/template-ports'
import { type Problem, problem, Unreadable, UpstreamFailure } from '#whatsapp/errors/problems'
import { mediaProblems } from '#whatsapp/media/media'
import { parseDefinition, type TemplateDefinition } from '#whatsapp/templates/definition'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import {
  marketingProblems,
  NOT_ON_WHATSAPP,
  recipientProblems,
} from '#whatsapp/templates/recipient'
import { type Rendered, render } from '#whatsapp/templates/render'
import { log } from '../runtime/log.ts'
import { RequestRefused, refuse } from '../runtime/refused.ts'

type TemplateContent = Extract<ReplyContent, { type: 'template' }>

interface Chosen {
  name: string
  language: string
  values: Readonly<Record<string, unknown>>
}

interface Ports {
  templates: Templates
  templateStore: Pick<TemplateStore, 'definition' | 'keep'>
  /**
   * Returns the caller's own upload with this id. Throws RequestRefused if the upload does not
   * exist.
   */
  upload(uploadId: string, path: string): Promise<Upload>
  now: Clock
}

const MEDIA_KINDS = ['image', 'video', 'document'] as const
const isMedia = (kind: Field['kind']): kind is (typeof MEDIA_KINDS)[number] =>
  (MEDIA_KINDS as readonly string[]).includes(kind)

/**
 * Returns the content of the reply. Throws RequestRefused with all problems if the template cannot
 * be sent with these values.
 */
export async function templateContent(
  { upload, now, ...ports }: Ports,
  {
    wabaId,
    customer,
    hasStoppedMarketing,
    isNotOnWhatsApp,
  }: {
    wabaId: string
    customer: Customer
    hasStoppedMarketing: boolean
    isNotOnWhatsApp: boolean
  },
  { name, language, values }: Chosen,
) {
  const read = await recentDefinition({ ...ports, now }, wabaId, { name, language })
  if (read === undefined)
    return refuse(
      422,
      'template_unknown',
      `There is no template ${name} in ${language}. Pick another.`,
      'message.name',
      { name, language },
    )
  const { raw, readAt } = read
  const definition = parsed(raw)
  const { fields } = fieldsOf(definition)

  const uploads = new Map<string, Upload>()
  const problems = [
    ...recipientProblems(definition, recipientOf(customer)),
    ...(hasStoppedMarketing ? marketingProblems(definition) : []),
    ...(isNotOnWhatsApp ? [NOT_ON_WHATSAPP] : []),
  ].map((each) => ({ ...each, path: 'message.name' }))
  for (const field of fields) {
    const id = isMedia(field.kind) ? uploadIdOf(values[field.key]) : undefined
    if (id === undefined) continue
    const file = await upload(id, `message.values.${field.key}`)
    uploads.set(id, file)
    // The file in a template's header must meet the same limits as the file in a message of its
    // type.
    if (isMedia(field.kind)) {
      const found = mediaProblems({ kind: field.kind, mimeType: file.mimeType, size: file.size })
      problems.push(...found.map((each) => ({ ...each, path: `message.values.${field.key}` })))
    }
  }

  const content: TemplateContent = {
    type: 'template',
    name,
    language,
    values,
    uploads: [...uploads.values()],
    wabaId,
    definition: raw,
    readAt,
  }
  const rendered = renderedTemplate(content, definition, now())
  problems.push(...rendered.problems)
  const refusals = problems.filter(({ severity }) => severity !== 'warning')
  if (refusals.length > 0) throw new RequestRefused(422, refusals)
  // The preview is stored with the reply. The widget then displays what was sent, even if the
  // rendering changes later.
  return { content, rendered, preview: JSON.parse(JSON.stringify(rendered.preview)) as unknown }
}

/**
 * Returns the definition of a template. The definition is read from Meta if the stored copy is
 * older than a minute.
 */
async function recentDefinition(
  { templates, templateStore, now }: Omit<Ports, 'upload'>,
  wabaId: string,
  { name, language }: { name: string; language: string },
): Promise<{ raw: unknown; readAt: string } | undefined> {
  const at = now()
  const known = await templateStore.definition(wabaId, name, language)
  if (known?.readAt && at.getTime() - new Date(known.readAt).getTime() < DEFINITION_FRESH_MS)
    return { raw: known.definition, readAt: known.readAt }
  const raw = await templates.get(wabaId, name, language)
  if (raw === undefined) return undefined
  await templateStore.keep(wabaId, { name, language }, raw, at)
  return { raw, readAt: at.toISOString() }
}

/**
 * Renders the template with its values. The messages contain the ids of uploads in place of media
 * ids. The paths of the problems are the keys of the template's fields.
 */
export const renderedTemplate = (
  { definition: raw, values }: TemplateContent,
  definition: TemplateDefinition = parseDefinition(raw),
  now?: Date,
): Rendered => render(definition, values, now ? { now } : {})

/**
 * Checks a template immediately before it is sent. If its definition was read more than
 * `DEFINITION_FRESH_MS` ago, it is read again, and the result contains it as `definition`. Returns
 * problems if the template was paused or changed after the agent saw it, because the customer would
 * receive another text. If the definition cannot be read at the moment, the stored one is used.
 */
export async function currentTemplate(
  templates: Templates,
  content: ReplyContent,
  now: Date,
): Promise<{ content: ReplyContent; definition?: TemplateDefinition; problems?: Problem[] }> {
  if (
    content.type !== 'template' ||
    now.getTime() - new Date(content.readAt).getTime() < DEFINITION_FRESH_MS
  )
    return { content }
  const { wabaId, name, language } = content
  let raw: unknown
  try {
    raw = await templates.get(wabaId, name, language)
  } catch (cause) {
    if (!(cause instanceof UpstreamFailure)) throw cause
    log.warn('template_not_read_again', { template: name })
    return { content }
  }
  if (raw === undefined)
    return {
      content,
      problems: [
        problem(
          'template_gone',
          'message.name',
          `The template ${name} no longer exists. Pick another.`,
          { name },
        ),
      ],
    }
  const definition = parsed(raw)
  const { sendable, why } = fieldsOf(definition)
  if (!sendable) return { content, problems: why.filter(({ severity }) => severity !== 'warning') }
  if (JSON.stringify(componentsOf(raw)) !== JSON.stringify(componentsOf(content.definition))) {
    return {
      content,
      problems: [
        problem(
          'template_changed',
          'message.name',
          `The template ${name} was changed in the meantime. Open it again and check its text.`,
          {
            name,
          },
        ),
      ],
    }
  }
  return { content: { ...content, definition: raw, readAt: now.toISOString() }, definition }
}

function parsed(raw: unknown) {
  try {
    return parseDefinition(raw)
  } catch (error) {
    if (error instanceof Unreadable) throw new RequestRefused(422, error.problems)
    throw error
  }
}

/**
 * Returns the components of a definition without their examples, for a comparison. The examples
 * contain links that are different in each answer of Meta.
 */
const componentsOf = (raw: unknown): unknown =>
  JSON.parse(
    JSON.stringify((raw as { components?: unknown }).components ?? null, (key, value) =>
      key === 'example' ? undefined : value,
    ),
  )

const uploadIdOf = (value: unknown): string | undefined => {
  const id =
    typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : undefined
  return typeof id === 'string' ? id : undefined
}
