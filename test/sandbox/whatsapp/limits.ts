// How many messages a business number may send, and which customers get marketing.
// https://developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Customer } from './customers.ts'
import { refuse } from './refusal.ts'

// One message in 6 s to the same person. A business may send up to 45 at once, and then has to wait
// as long as 45 messages would have taken.
const PAIR_INTERVAL_MS = 6000
const PAIR_BURST = 45

export interface RateSettings {
  /** Whether WhatsApp refuses messages with 131056 if one person receives too many. */
  pairRate: boolean
  /**
   * The number of messages per second above which WhatsApp refuses messages of one business number
   * with 130429. WhatsApp's default is 80.
   */
  messagesPerSecond: number
}

export function createRates(settings: RateSettings) {
  const paidUntil = new Map<string, number>()
  const lastSecond = new Map<string, number[]>()

  return function check(phoneNumberId: string, address: string, now: number) {
    const recent = (lastSecond.get(phoneNumberId) ?? []).filter((at) => now - at < 1000)
    if (recent.length >= settings.messagesPerSecond)
      refuse(
        130429,
        'Message failed to send because there were too many messages sent from this phone number',
      )
    const pair = `${phoneNumberId} ${address}`
    const until = Math.max(paidUntil.get(pair) ?? 0, now) + PAIR_INTERVAL_MS
    if (settings.pairRate && until - now > PAIR_BURST * PAIR_INTERVAL_MS) {
      refuse(
        131056,
        'Too many messages sent from the sender phone number to the same recipient phone number in a short period of time',
      )
    }
    paidUntil.set(pair, until)
    if (Number.isFinite(settings.messagesPerSecond)) lastSecond.set(phoneNumberId, [...recent, now])
  }
}

/**
 * Since April 2025, WhatsApp delivers no marketing to numbers of the United States. Other countries
 * also have numbers with +1, so the area code decides.
 */
const isUnitedStates = (number: string) => {
  const parsed = parsePhoneNumberFromString(number)
  return parsed?.isValid() === true && parsed.country === 'US'
}

export function checkMarketing({ number, marketing }: Customer) {
  if (marketing === 'stopped')
    refuse(
      131050,
      'Recipient has chosen to stop receiving marketing messages on WhatsApp from your business',
    )
  if (marketing === 'experiment')
    refuse(
      130472,
      "Failed to send message because this user's phone number is part of an experiment",
    )
  if (marketing === 'limited' || (number && isUnitedStates(number))) {
    refuse(
      131049,
      'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
    )
  }
}
