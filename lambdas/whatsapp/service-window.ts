// WhatsApp lets a business write freely for 24 hours after the customer's last message or call;
// outside that window only approved templates may be sent. Nothing tells whether it is open, so it is
// inferred from what is known of the customer. Our own templates do not open it, and the 72 hours of
// free messages after an advertisement do not extend it.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#customer-service-windows

export const WINDOW_MS = 24 * 60 * 60 * 1000

/** In its last minute WhatsApp, by its own clock, may already refuse what we still think allowed. */
export const CLOSING_MARGIN_MS = 60 * 1000

/** The error with which WhatsApp refuses a free-form message outside the window. */
export const RE_ENGAGEMENT_MESSAGE = 131047

/**
 * Something known about when the customer last wrote (or called).
 * `contact_start` is a lower bound: an inbound contact starts with a message, later ones may be unknown to us.
 * `closedBy` is WhatsApp's own refusal; its `at` is when the refused message was sent.
 */
export type Evidence =
  | { readonly at: Date; readonly from: 'webhook' | 'chat' | 'event' | 'contact_start' }
  | { readonly closedBy: typeof RE_ENGAGEMENT_MESSAGE; readonly at: Date }

export type ServiceWindow =
  /** `closing` in the last minute: sending is tried, but may come too late. */
  | { is: 'open'; until: Date; closing: boolean; because: Evidence }
  /** `since` is undefined when WhatsApp refused and no message of the customer is known. */
  | { is: 'closed'; since: Date | undefined; because: Evidence }
  | { is: 'unknown'; because: 'nothing_known' | 'only_start_known' }

/** The latest evidence wins, in whatever order it is given. Unknown warns the agent and lets them try. */
export function serviceWindow(evidence: readonly Evidence[], now: Date): ServiceWindow {
  const written = latest(evidence.filter((e) => !('closedBy' in e)))
  const refused = latest(evidence.filter((e) => 'closedBy' in e))

  if (refused && !(written && written.at > refused.at)) {
    return { is: 'closed', since: written && earlier(endOf(written), refused.at), because: refused }
  }
  if (!written) return { is: 'unknown', because: 'nothing_known' }

  const until = endOf(written)
  if (now < until)
    return {
      is: 'open',
      until,
      closing: until.getTime() - now.getTime() <= CLOSING_MARGIN_MS,
      because: written,
    }
  if (isLowerBound(written)) return { is: 'unknown', because: 'only_start_known' }
  return { is: 'closed', since: until, because: written }
}

/** Until when it was open at least, by what is known; undefined when nothing is. */
export function wasOpenUntil(evidence: readonly Evidence[]): Date | undefined {
  const written = latest(evidence.filter((e) => !('closedBy' in e)))
  return written && endOf(written)
}

const endOf = ({ at }: Evidence) => new Date(at.getTime() + WINDOW_MS)
const earlier = (a: Date, b: Date) => (a < b ? a : b)

/** Of two at the same moment, the one that is no mere lower bound. */
function latest<E extends Evidence>(evidence: readonly E[]): E | undefined {
  return evidence.reduce<E | undefined>((best, e) => {
    if (!best || e.at > best.at) return e
    return e.at.getTime() === best.at.getTime() && isLowerBound(best) ? e : best
  }, undefined)
}

const isLowerBound = (e: Evidence) => !('closedBy' in e) && e.from === 'contact_start'
