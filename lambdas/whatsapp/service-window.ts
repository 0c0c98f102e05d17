// WhatsApp lets a business write freely for 24 hours after the customer's last message or call.
// Outside that service window only approved templates may be sent. WhatsApp does not report whether
// the window is open, so it is inferred from evidence. Our own templates do not open the window,
// and the 72 hours of free messages after an advertisement do not extend it.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#customer-service-windows

export const WINDOW_MS = 24 * 60 * 60 * 1000

/**
 * In the last minute WhatsApp's clock may already have closed a window that is still open by ours.
 */
export const CLOSING_MARGIN_MS = 60 * 1000

/** The error with which WhatsApp refuses a free-form message outside the service window. */
export const RE_ENGAGEMENT_MESSAGE = 131047

/**
 * Evidence of when the customer last wrote or called. `contact_start` is a lower bound: an inbound
 * contact starts with a message, and later messages may be unknown to us. `closedBy` is WhatsApp's
 * own refusal, and its `at` is when the refused message was sent.
 * `attested` evidence was read in the chat by the page of the contact's agent, who could have changed
 * it: no reply is released because of it.
 */
export type Evidence =
  | {
      readonly at: Date
      readonly from: 'webhook' | 'chat' | 'event' | 'attested' | 'contact_start'
    }
  | { readonly closedBy: typeof RE_ENGAGEMENT_MESSAGE; readonly at: Date }

export type ServiceWindow =
  /**
   * `closing` is true in the last minute. A message may still be sent then, but may arrive too
   * late.
   */
  | { is: 'open'; until: Date; closing: boolean; because: Evidence }
  /** `since` is undefined if WhatsApp refused a message and no message of the customer is known. */
  | { is: 'closed'; since: Date | undefined; because: Evidence }
  | { is: 'unknown'; because: 'nothing_known' | 'only_start_known' }

/**
 * Infers the service window. The latest evidence decides, whatever the order of the list. If the
 * window is unknown, the agent is warned and may try.
 */
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

/** Returns until when the window was open at least, or undefined if nothing is known. */
export function wasOpenUntil(evidence: readonly Evidence[]): Date | undefined {
  const written = latest(evidence.filter((e) => !('closedBy' in e)))
  return written && endOf(written)
}

const endOf = ({ at }: Evidence) => new Date(at.getTime() + WINDOW_MS)
const earlier = (a: Date, b: Date) => (a < b ? a : b)

/**
 * If two pieces of evidence have the same time, the one that is not just a lower bound is returned.
 */
function latest<E extends Evidence>(evidence: readonly E[]): E | undefined {
  return evidence.reduce<E | undefined>((best, e) => {
    if (!best || e.at > best.at) return e
    return e.at.getTime() === best.at.getTime() && isLowerBound(best) ? e : best
  }, undefined)
}

const isLowerBound = (e: Evidence) => !('closedBy' in e) && e.from === 'contact_start'
