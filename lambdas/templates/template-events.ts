// Processes WhatsApp's events about templates and numbers. If an event reports a change of a
// template, the template is read from Meta at once, so that agents see the new state within a
// minute.
import { wabaIdOf } from '#model/conversation'
import type { Clock } from '#model/ports'
import type { TemplateWatch } from '#model/template-ports'
import type { AccountEvent, TemplateEvent } from '#whatsapp/events/types'
import { obj, str } from '#whatsapp/json/loose'
import type { Reported } from './listing-of.ts'
import type { refreshing } from './refresh.ts'

interface Ports {
  refresh: ReturnType<typeof refreshing>
  watch: Pick<TemplateWatch, 'noteRecommendation' | 'noteNextCategory' | 'noteLimit' | 'takeCalls'>
  now: Clock
}

/** Values of `status` in Meta's events that are not a status of a template. */
const NO_STATUS = ['FLAGGED', 'REINSTATED', 'UNARCHIVED', 'DELETED']

/** Returns whether the event contains a reason. Meta writes NONE if there is no reason. */
const isReason = (reason: string | undefined): reason is string =>
  reason !== undefined && reason.toUpperCase() !== 'NONE'

function reportedBy({ status, reason, quality, category }: TemplateEvent): Reported {
  return {
    ...(status && !NO_STATUS.includes(status) ? { status } : {}),
    ...(status === 'REJECTED' && isReason(reason) ? { rejectedFor: reason } : {}),
    ...(quality?.current ? { quality: quality.current } : {}),
    ...(category?.previous && category.current ? { category: category.current } : {}),
  }
}

export function templateEvents({ refresh, watch, now }: Ports) {
  return {
    async template(event: TemplateEvent) {
      const { origin, template, category, raw } = event
      const { name, language } = template
      if (!origin.wabaArn || !name || !language) return
      const wabaId = wabaIdOf(origin.wabaArn)
      const key = { name, language }
      const recommendation = str(obj(raw.rejection_info)?.recommendation)
      if (recommendation) await watch.noteRecommendation(wabaId, key, recommendation)
      if (category?.correct && !category.previous)
        await watch.noteNextCategory(wabaId, key, {
          to: category.correct,
          ...(category.changesAt ? { at: category.changesAt.toISOString() } : {}),
          since: now().toISOString(),
        })
      await watch.takeCalls(wabaId, 1, now())
      await refresh(wabaId, [{ ...key, reported: reportedBy(event) }])
    },

    /** Stores the messaging limit of the business, if the event contains it. */
    async account({ origin, raw }: AccountEvent) {
      const limit = limitIn(raw.max_daily_conversations_per_business)
      if (!origin.wabaArn || limit === undefined) return
      await watch.noteLimit(wabaIdOf(origin.wabaArn), {
        value: limit,
        at: now().toISOString(),
      })
    },
  }
}

const TIERS: Readonly<Record<string, number>> = {
  TIER_50: 50,
  TIER_250: 250,
  TIER_1K: 1_000,
  TIER_2K: 2_000,
  TIER_10K: 10_000,
  TIER_100K: 100_000,
  TIER_UNLIMITED: -1,
}

/**
 * Returns the messaging limit, which Meta writes as a number in one kind of event and as a tier in
 * the other.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/business_capability_update/
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_quality_update
 */
function limitIn(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  return TIERS[value] ?? (/^-?\d+$/.test(value) ? Number(value) : undefined)
}
