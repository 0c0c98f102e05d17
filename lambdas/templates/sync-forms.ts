// Reads the names, the statuses and the addresses of the previews of a WABA's forms (WhatsApp
// Flows). sync-templates reads the forms together with the templates.
import type { ListedForm } from '#model/template-list'
import type { FormSource } from '#model/template-ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { log } from '../runtime/log.ts'

interface Ports {
  forms: FormSource
  now(): Date
  pause(): Promise<unknown>
  /**
   * Reserves calls to Meta, whose number per hour is limited. Returns how many calls may be made,
   * which may be fewer than `wanted`.
   */
  takeCalls(wanted: number): Promise<number>
}

/** The number of forms on a page of Meta's list. */
const PAGE = 100

/** The maximum number of previews that one run reads. Later runs read the rest. */
const PREVIEWS_PER_RUN = 50
/** The time after which a preview is read again if Meta does not say when it expires. */
const READ_AGAIN_MS = 24 * 60 * 60_000
/**
 * The statuses of forms that customers can no longer receive. Previews of forms with these statuses
 * are not read.
 */
const ENDED = ['DEPRECATED', 'BLOCKED']

/**
 * Returns the forms of the WABA. If the forms cannot be read, returns `before`, the forms of the
 * last sync, so that the list of templates can still be published.
 */
export async function currentForms(
  { forms, now, pause, takeCalls }: Ports,
  wabaId: string,
  before: readonly ListedForm[] | undefined,
): Promise<readonly ListedForm[] | undefined> {
  const known = new Map(before?.map((form) => [form.id, form]))
  try {
    const listing = await forms.list(wabaId)
    const usableOf = ({ id }: { id: string }) => {
      const preview = known.get(id)?.preview
      return preview && new Date(preview.until) > now() ? preview : undefined
    }
    const wanted = listing
      .filter((form) => !usableOf(form) && !ENDED.includes(form.status.toUpperCase()))
      .slice(0, PREVIEWS_PER_RUN)
    const listCalls = Math.max(1, Math.ceil(listing.length / PAGE))
    const calls = await takeCalls(listCalls + wanted.length)
    const allowed = new Set(wanted.slice(0, Math.max(0, calls - listCalls)))
    const current: ListedForm[] = []
    let isThrottled = false
    for (const form of listing) {
      const read =
        allowed.has(form) && !isThrottled
          ? await previewOf(form.id).catch((cause) => {
              isThrottled = cause instanceof UpstreamFailure && cause.retryable
              log.warn('form_preview_not_read', { wabaId, form: form.id })
              return undefined
            })
          : undefined
      const usable = usableOf(form) ?? read
      current.push({ ...form, ...(usable ? { preview: usable } : {}) })
    }
    return current
  } catch (cause) {
    log.error('forms_not_read', cause, { wabaId })
    return before
  }

  /**
   * Reads the address of a preview. Meta returns the same address until it expires. If the returned
   * address has already expired, a new address is requested.
   */
  async function previewOf(id: string): Promise<ListedForm['preview']> {
    const preview = dated(await forms.preview(wabaId, id))
    await pause()
    if (new Date(preview.until) > now() || (await takeCalls(1)) === 0) return preview
    const renewed = dated(await forms.preview(wabaId, id, { renew: true }))
    await pause()
    return renewed
  }

  function dated({ url, until }: { url: string; until?: string }) {
    return { url, until: until ?? new Date(now().getTime() + READ_AGAIN_MS).toISOString() }
  }
}
