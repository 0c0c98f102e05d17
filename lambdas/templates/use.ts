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
  /** The names of attributes that, according to the widget, the contact does not have. */
  missing: readonly string[]
}

/**
 * Of several uses of a template within this time, only the first is recorded. Of several contacts
 * that have an attribute, only the first is recorded too, because one contact proves that the
 * attribute is set.
 */
const OFTEN_MS = 5 * 60_000
const MOST_REMEMBERED = 5_000

/**
 * Returns a function that records the use of a template. The function never throws, because the
 * reply is already accepted when it is called.
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
