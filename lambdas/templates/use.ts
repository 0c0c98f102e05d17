// Records when a template was sent, and whether the contact had the attributes from which the
// template's fields are filled in.
import type { Clock } from '#model/ports'
import type { TemplateWatch } from '#model/template-ports'
import type { Offer } from '#whatsapp/templates/curation'
import { log } from '../runtime/log.ts'

interface Ports {
  watch: Pick<TemplateWatch, 'noteUse' | 'noteAttribute'>
  now: Clock
}

interface Use {
  wabaId: string
  template: { name: string; language: string }
  defaults: Offer['defaults']
  /** The names of attributes that the contact lacks, as the widget reported. */
  missing: readonly string[]
}

/**
 * If a template is used often, only one use within this time is recorded. Contacts that have an
 * attribute are recorded at the same interval, because one such contact shows that the attribute is
 * set.
 */
const OFTEN_MS = 5 * 60_000
const MOST_REMEMBERED = 5_000

/**
 * Returns a function that records a use and never throws. The reply is already accepted, so a
 * failure here must not fail the request.
 */
export function templateUse({ watch, now }: Ports) {
  const recent = new Map<string, number>()

  function isRecent(key: string, at: Date): boolean {
    const last = recent.get(key)
    if (last !== undefined && at.getTime() - last < OFTEN_MS) return true
    if (recent.size >= MOST_REMEMBERED) recent.clear()
    recent.set(key, at.getTime())
    return false
  }

  return async ({ wabaId, template, defaults = {}, missing }: Use): Promise<void> => {
    const at = now()
    const attributes = new Set(
      Object.values(defaults).flatMap((value) =>
        typeof value === 'string' ? [] : [value.attribute],
      ),
    )
    const notes = [
      ...(isRecent(`${wabaId} ${template.name}#${template.language}`, at)
        ? []
        : [watch.noteUse(wabaId, template, at)]),
      ...[...attributes].flatMap((attribute) => {
        const isFilled = !missing.includes(attribute)
        return isFilled && isRecent(`${wabaId} attribute ${attribute}`, at)
          ? []
          : [watch.noteAttribute(wabaId, attribute, { isFilled, at })]
      }),
    ]
    for (const { status, ...rest } of await Promise.allSettled(notes))
      if (status === 'rejected')
        log.warn('template_use_not_recorded', {
          template: template.name,
          why: String((rest as { reason?: unknown }).reason),
        })
  }
}
