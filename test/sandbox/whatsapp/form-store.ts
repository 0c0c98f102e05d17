// Emulates how Meta stores WhatsApp Flows (forms), with their statuses and preview URLs.
// https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi
import type { Clock } from '../clock.ts'
import type { FormDefinition, World } from '../world.ts'
import { refuse } from './refusal.ts'

const HOUR_MS = 60 * 60 * 1000
const PREVIEW_MS = 30 * 24 * HOUR_MS
const THROTTLED_PER_HOUR = 10

export interface FormPreview {
  url: string
  expiresAt: number
}

export interface FormStore {
  list(waba: string): readonly FormDefinition[]
  find(waba: string, id: string): FormDefinition | undefined
  setStatus(waba: string, id: string, status: FormDefinition['status']): void
  /** Returns the form's preview URL. It stays the same until it expires or `renew` is true. */
  preview(form: FormDefinition, renew: boolean): FormPreview
  /** Throws a Refusal if a message that opens the form cannot be sent. */
  checkSending(waba: string, parameters: Record<string, any>): void
}

type Notify = (waba: string, field: string, value: object) => void

export function createFormStore(clock: Clock, world: World, notify: Notify): FormStore {
  const store = new Map(
    world.wabas.map(({ metaId, forms = [] }) => [metaId, structuredClone(forms)]),
  )
  const previews = new Map<string, FormPreview>()
  const sendings = new Map<string, number[]>()
  let made = 0

  const list = (waba: string) => store.get(waba) ?? []
  const find = (waba: string, id: string) => list(waba).find((form) => form.id === id)

  return {
    list,
    find,

    setStatus(waba, id, status) {
      const form = find(waba, id)
      if (!form) throw new Error(`there is no form ${id}`)
      const before = form.status
      form.status = status
      notify(waba, 'flows', {
        event: 'FLOW_STATUS_CHANGE',
        message: `Flow ${form.name} changed status from ${before} to ${status}`,
        flow_id: id,
        old_status: before,
        new_status: status,
      })
    },

    preview({ id }, renew) {
      const known = previews.get(id)
      if (known && known.expiresAt > clock.now() && !renew) return known
      const preview = {
        url: `https://business.facebook.com/wa/manage/flows/${id}/preview/?token=${++made}`,
        expiresAt: clock.now() + PREVIEW_MS,
      }
      previews.set(id, preview)
      return preview
    },

    checkSending(waba, { flow_id, flow_name, mode = 'published' }) {
      const form = list(waba).find(({ id, name }) =>
        flow_id === undefined ? name === flow_name : id === flow_id,
      )
      if (!form) refuse(131009, 'The Flow does not exist')
      if (form.status === 'BLOCKED') refuse(132068, 'The Flow is blocked')
      if (
        mode === 'draft' ? form.status !== 'DRAFT' : ['DRAFT', 'DEPRECATED'].includes(form.status)
      )
        refuse(131009, `The Flow is in the status ${form.status}`)
      if (form.status !== 'THROTTLED') return
      const recent = (sendings.get(form.id) ?? []).filter((at) => clock.now() - at < HOUR_MS)
      if (recent.length >= THROTTLED_PER_HOUR)
        refuse(132069, 'The Flow is throttled, and 10 messages were sent in the last hour')
      sendings.set(form.id, [...recent, clock.now()])
    },
  }
}
