// WhatsApp lets a business write freely for 24 hours after the customer's last message or call.
// Outside that service window only approved templates may be sent. WhatsApp does not report whether
// the window is open, so this project infers it from the times at which the customer wrote or
// called, and from messages that WhatsApp refused. A template from the business does not open the
// window. The 72 hours of free messages after an advertisement do not extend the window.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#customer-service-windows

export const WINDOW_MS = 24 * 60 * 60 * 1000

/**
 * WhatsApp's clock may differ from ours. In the last minute of a service window, the window may
 * therefore already be closed for WhatsApp.
 */
export const CLOSING_MARGIN_MS = 60 * 1000

/** The error with which WhatsApp refuses a free-form message outside the service window. */
export const RE_ENGAGEMENT_MESSAGE = 131047

/**
 * Evidence of when the customer last wrote or called. `contact_start` is only a lower bound: an
 * inbound contact starts with a message, but the customer may have written again later. `closedBy`
 * means that WhatsApp refused a message because the window was closed, and `at` is the time at
 * which that message was sent. `attested` means that the widget of the contact's agent read the
 * time in the chat. An agent could manipulate what the widget reads, so a reply that waits for the
 * customer to write again is never sent because of `attested` evidence alone.
 */
export type Evidence =
  | {
      readonly at: Date
      readonly from: 'webhook' | 'chat' | 'event' | 'attested' | 'contact_start'
    }
  | { readonly closedBy: typeof RE_ENGAGEMENT_MESSAGE; readonly at: Date }

export type ServiceWindow =
  /**
   * `closing` is true in the last minute of the window. A message may still be sent in the last
   * minute, but may reach WhatsApp too late.
   */
  | { is: 'open'; until: Date; closing: boolean; because: Evidence }
  /**
   * `since` is undefined if WhatsApp has refused a message but the time of the customer's last
   * message is unknown.
   */
  | { is: 'closed'; since: Date | undefined; because: Evidence }
  | { is: 'unknown'; because: 'nothing_known' | 'only_start_known' }

/**
 * Infers the service window from evidence, in any order. The latest evidence determines the result.
 * If the state of the window is unknown, the agent is warned and may still send the message.
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

/**
 * Returns the latest time until which the window was certainly open, or undefined if there is no
 * evidence. The window may have been open even longer.
 */
export function wasOpenUntil(evidence: readonly Evidence[]): Date | undefined {
  const written = latest(evidence.filter((e) => !('closedBy' in e)))
  return written && endOf(written)
}

const endOf = ({ at }: Evidence) => new Date(at.getTime() + WINDOW_MS)
const earlier = (a: Date, b: Date) => (a < b ? a : b)

/**
 * Returns the latest evidence. If two entries have the same time, an exact time takes precedence
 * over a lower bound.
 */
function latest<E extends Evidence>(evidence: readonly E[]): E | undefined {
  return evidence.reduce<E | undefined>((best, e) => {
    if (!best || e.at > best.at) return e
    return e.at.getTime() === best.at.getTime() && isLowerBound(best) ? e : best
  }, undefined)
}

const isLowerBound = (e: Evidence) => !('closedBy' in e) && e.from === 'contact_start'
