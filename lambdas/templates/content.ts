// A template as a reply carries it: chosen and filled at acceptance, read again right before it is sent.
import { type Problem, problem, Unreadable, UpstreamFailure } from '#whatsapp/errors/problems'
import { mediaProblems } from '#whatsapp/media/media'
import { parseDefinition } from '#whatsapp/templates/definition'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import { recipientProblems } from '#whatsapp/templates/recipient'
import { type Rendered, render } from '#whatsapp/templates/render'
import { type Customer, recipientOf } from '../model/conversation.ts'
import type { Clock, Templates } from '../model/ports.ts'
import { DEFINITION_FRESH_MS, type ReplyContent, type Upload } from '../model/reply.ts'
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
  /** The caller's own upload of that id; refuses when there is none. */
  upload(uploadId: string, path: string): Promise<Upload>
  now: Clock
}

const MEDIA_KINDS = ['image', 'video', 'document'] as const
const isMedia = (kind: Field['kind']): kind is (typeof MEDIA_KINDS)[number] =>
  (MEDIA_KINDS as readonly string[]).includes(kind)

/** Reads the definition, and refuses with every reason what cannot be sent as it is filled. */
export async function templateContent(
  { templates, upload, now }: Ports,
  { wabaId, customer }: { wabaId: string; customer: Customer },
  { name, language, values }: Chosen,
) {
  const raw = await templates.get(wabaId, name, language)
  if (raw === undefined)
    return refuse(
      422,
      'template_unknown',
      `There is no template ${name} in ${language}. Pick another.`,
      'message.name',
      { name, language },
    )
  const definition = parsed(raw)
  const { fields } = fieldsOf(definition)

  const uploads = new Map<string, Upload>()
  const problems = recipientProblems(definition, recipientOf(customer)).map((each) => ({
    ...each,
    path: 'message.name',
  }))
  for (const field of fields) {
    const id = isMedia(field.kind) ? uploadIdOf(values[field.key]) : undefined
    if (id === undefined) continue
    const file = await upload(id, `message.values.${field.key}`)
    uploads.set(id, file)
    // Headers take what messages of their kind take.
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
    readAt: now().toISOString(),
  }
  const { preview, problems: found } = renderedTemplate(content, (uploadId) => uploadId, now())
  problems.push(...found)
  const refusals = problems.filter(({ severity }) => severity !== 'warning')
  if (refusals.length > 0) throw new RequestRefused(422, refusals)
  // Stored as the agent saw it, dates and all.
  return { content, preview: JSON.parse(JSON.stringify(preview)) as unknown }
}

/** With the media ids of its uploads in place of the upload ids. Problems' paths are the keys of the template's fields. */
export function renderedTemplate(
  { definition: raw, values, uploads }: TemplateContent,
  mediaId: (uploadId: string) => string,
  now?: Date,
): Rendered {
  const own = new Set(uploads.map(({ uploadId }) => uploadId))
  const filled = Object.entries(values).map(([key, value]) => {
    const id = uploadIdOf(value)
    return [
      key,
      id !== undefined && own.has(id) ? { ...(value as object), id: mediaId(id) } : value,
    ]
  })
  return render(parseDefinition(raw), Object.fromEntries(filled), now ? { now } : {})
}

/**
 * Right before sending: the definition as it is now, unless it was read a moment ago. Paused or changed since, it is not sent:
 * what the agent saw is not what would arrive. When Meta cannot be asked, what was read at acceptance counts.
 */
export async function currentTemplate(
  templates: Templates,
  content: ReplyContent,
  now: Date,
): Promise<{ content: ReplyContent; problems?: Problem[] }> {
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
  const { sendable, why } = fieldsOf(parsed(raw))
  if (!sendable) return { content, problems: why.filter(({ severity }) => severity !== 'warning') }
  if (JSON.stringify(componentsOf(raw)) !== JSON.stringify(componentsOf(content.definition))) {
    return {
      content,
      problems: [
        problem(
          'template_changed',
          'message.name',
          `The template ${name} was changed meanwhile. Open it again and check its text.`,
          {
            name,
          },
        ),
      ],
    }
  }
  return { content: { ...content, definition: raw, readAt: now.toISOString() } }
}

function parsed(raw: unknown) {
  try {
    return parseDefinition(raw)
  } catch (error) {
    if (error instanceof Unreadable) throw new RequestRefused(422, error.problems)
    throw error
  }
}

/** Examples hold links that Meta renews with every reading: they are no change. */
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
