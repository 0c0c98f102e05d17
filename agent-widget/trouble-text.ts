// Describes in the agent's language why a list could not be loaded, or why the API did not carry
// out a request about one of its entries.
import { RequestRefused, ServiceTrouble, SignInNotAccepted } from './api.ts'
import { type Messages, refusalText } from './i18n/catalogue.ts'

/** `failed` is the text for the case that no response arrived. */
export function troubleText(error: unknown, messages: Messages, failed: string): string {
  if (error instanceof SignInNotAccepted) return messages.signInNotAccepted
  if (error instanceof ServiceTrouble) return messages.serviceTrouble
  if (!(error instanceof RequestRefused)) return failed
  return error.problems.map(refusalText(messages)).join(' ') || failed
}
