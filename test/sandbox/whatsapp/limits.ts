// Checks how many messages a business number may send, and which customers may get marketing
// messages.
// https://developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Customer } from './customers.ts'
import { refuse } from './refusal.ts'

// A business number may send one message in six seconds to the same customer. It may send up to 45
// messages at once, but then has to wait as long as the same number of messages would have taken at
// the normal rate.
const PAIR_INTERVAL_MS = 6000
const PAIR_BURST = 45

export interface RateSettings {
  /**
   * Whether WhatsApp refuses a message with error 131056 if the business number has sent the
   * customer too many messages.
   */
  pairRate: boolean
  /**
   * The number of messages per second that WhatsApp accepts from one business number. WhatsApp
   * refuses further messages with error 130429. WhatsApp's default is 80.
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
 * Returns whether this is a number of the United States, to which WhatsApp delivers no marketing
 * templates since April 2025. The area code distinguishes them from the numbers of other countries
 * that begin with +1.
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
