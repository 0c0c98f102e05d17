// Emulates Meta's template manager: review, editing, deletion, and the changes that Meta makes on
// its own initiative.
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
import type { Clock } from '../clock.ts'
import type { TemplateDefinition, World } from '../world.ts'
import { checkComponents, checkDefinition, DefinitionRefused } from './check-definition.ts'
import { metaId } from './ids.ts'
import { asReturned } from './template-form.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
const CREATES_PER_HOUR = 100
const EDITS_PER_MONTH = 10
const TEMPLATES = 6000

export interface ReviewSettings {
  /**
   * The duration of Meta's review, in milliseconds of virtual time. Meta usually takes a minute,
   * and at most a day.
   */
  reviewMs: number
  /**
   * Reviews a template's definition. Returns why Meta rejects the template, or undefined if Meta
   * approves it.
   */
  review(definition: TemplateDefinition): string | undefined
}

export type TemplateKey = { id: string } | { name: string; language: string }
export type Edit = Partial<Pick<TemplateDefinition, 'category' | 'components'>> & {
  parameter_format?: string
  cta_url_link_tracking_opted_out?: boolean
}

export interface TemplateStore {
  list(waba: string): readonly TemplateDefinition[]
  find(waba: string, key: TemplateKey): TemplateDefinition | undefined
  /** Throws DefinitionRefused. */
  create(waba: string, definition: Record<string, any>): TemplateDefinition
  edit(waba: string, key: TemplateKey, edit: Edit): TemplateDefinition
  /**
   * Deletes the template of this name in every language or, if `id` is given, only the template
   * with this id.
   */
  remove(waba: string, name: string, id?: string): void
  /**
   * Changes a template's status as Meta may do on its own initiative, for example to PAUSED,
   * DISABLED, APPROVED or FLAGGED.
   */
  setStatus(waba: string, key: TemplateKey, status: string, reason?: string): void
  setQuality(waba: string, key: TemplateKey, score: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'): void
  setCategory(waba: string, key: TemplateKey, category: string): void
  /** Reports that Meta will change the category, and changes the category a day later. */
  announceCategory(waba: string, key: TemplateKey, category: string): void
}

type Notify = (waba: string, field: string, value: object) => void

export function createTemplateStore(
  clock: Clock,
  world: World,
  settings: ReviewSettings,
  notify: Notify,
): TemplateStore {
  const store = new Map(
    world.wabas.map(({ metaId: waba, templates }) => [waba, structuredClone(templates)]),
  )
  const edits = new Map<string, number[]>()
  const blockedUntil = new Map<string, number>()
  let creates: number[] = []

  const list = (waba: string) => store.get(waba) ?? []
  const find = (waba: string, key: TemplateKey) =>
    list(waba).find((template) =>
      'id' in key
        ? template.id === key.id
        : template.name === key.name && template.language === key.language,
    )
  const must = (waba: string, key: TemplateKey) =>
    find(waba, key) ?? refuse('the template does not exist')

  function submit(waba: string, template: TemplateDefinition) {
    template.status = 'PENDING'
    const review = () => {
      if (template.status !== 'PENDING') return
      const reason = settings.review(template)
      template.rejected_reason = reason ?? 'NONE'
      setStatus(waba, { id: template.id }, reason ? 'REJECTED' : 'APPROVED', reason)
    }
    clock.after(settings.reviewMs, review, { lasting: true })
    return template
  }

  function setStatus(waba: string, key: TemplateKey, status: string, reason?: string) {
    const template = must(waba, key)
    // These three values occur only in events. They are not statuses of a template.
    // https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/message_template_status_update
    if (!['FLAGGED', 'REINSTATED', 'UNARCHIVED'].includes(status)) template.status = status
    notify(waba, 'message_template_status_update', {
      event: status,
      ...about(template),
      reason: reason ?? 'NONE',
      message_template_category: template.category,
    })
  }

  function setCategory(waba: string, key: TemplateKey, category: string) {
    const template = must(waba, key)
    const previous = template.category
    template.previous_category = previous
    template.category = category
    notify(waba, 'template_category_update', {
      ...about(template),
      previous_category: previous,
      new_category: category,
    })
  }

  return {
    list,
    find,
    create(waba, definition) {
      checkDefinition(definition)
      const now = clock.now()
      creates = creates.filter((at) => now - at < HOUR_MS)
      if (creates.length >= CREATES_PER_HOUR) refuse('100 templates may be created in an hour')
      if (list(waba).length >= TEMPLATES) refuse('there are too many templates', 2388019)
      if (now < (blockedUntil.get(`${waba} ${definition.name}`) ?? 0))
        refuse('the name belonged to a template deleted in the last 30 days', 2388023)
      if (find(waba, { name: definition.name, language: definition.language }))
        refuse('there is already content in this language', 2388024)
      creates.push(now)
      const template = {
        ...asReturned(definition),
        id: metaId(),
        status: 'PENDING',
      } as TemplateDefinition
      list(waba).push(template)
      return submit(waba, template)
    },
    edit(waba, key, edit) {
      const template = must(waba, key)
      if (isDirectSend(template)) refuse('a Direct Send template cannot be edited', 2388318)
      if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status))
        refuse('only approved, rejected and paused templates can be edited', 2388039)
      const past = (edits.get(template.id) ?? []).filter((at) => clock.now() - at < 30 * DAY_MS)
      if (template.status === 'APPROVED') {
        if (edit.category && edit.category !== template.category)
          refuse('the category of an approved template cannot be changed')
        if (past.some((at) => clock.now() - at < DAY_MS))
          refuse('an approved template can be edited once in 24 hours')
        if (past.length >= EDITS_PER_MONTH)
          refuse('an approved template can be edited 10 times in 30 days')
      }
      const changed = { ...template, ...edit }
      checkComponents(changed.components, changed.category.toUpperCase(), changed.parameter_format)
      edits.set(template.id, [...past, clock.now()])
      Object.assign(template, asReturned(changed))
      return submit(waba, template)
    },
    remove(waba, name, id) {
      const doomed = list(waba).filter(
        (template) => template.name === name && (!id || template.id === id),
      )
      if (doomed.length === 0) refuse('the template does not exist')
      if (doomed.some(isDirectSend)) refuse('a Direct Send template cannot be deleted', 2388330)
      if (doomed.some(({ status }) => status === 'DISABLED'))
        refuse('a disabled template cannot be deleted')
      if (!id) blockedUntil.set(`${waba} ${name}`, clock.now() + 30 * DAY_MS)
      store.set(
        waba,
        list(waba).filter((template) => !doomed.includes(template)),
      )
      for (const template of doomed) template.status = 'DELETED'
    },
    setStatus,
    setQuality(waba, key, score) {
      const template = must(waba, key)
      const previous = (template.quality_score as { score: string } | undefined)?.score ?? 'UNKNOWN'
      template.quality_score = { score, date: Math.floor(clock.now() / 1000) }
      notify(waba, 'message_template_quality_update', {
        previous_quality_score: previous,
        new_quality_score: score,
        ...about(template),
      })
    },
    setCategory,
    // https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/template_category_update
    announceCategory(waba, key, category) {
      const template = must(waba, key)
      notify(waba, 'template_category_update', {
        ...about(template),
        new_category: template.category,
        correct_category: category,
        category_update_timestamp: Math.floor((clock.now() + DAY_MS) / 1000),
      })
      clock.after(DAY_MS, () => setCategory(waba, key, category))
    },
  }
}

/**
 * Returns whether Meta has created the template from a message that was sent without a template.
 */
const isDirectSend = ({ source }: TemplateDefinition) => source === 'AUTO_GENERATED'

function refuse(message: string, subcode?: number): never {
  throw new DefinitionRefused(message, subcode)
}

/**
 * Returns the fields that identify a template in Meta's webhooks, where the id is a number, and a
 * hyphen separates language and country.
 */
const about = ({ id, name, language }: TemplateDefinition) => ({
  message_template_id: Number(id),
  message_template_name: name,
  message_template_language: language.replace('_', '-'),
})
