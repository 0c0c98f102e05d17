import { type Messages, refusalText } from '../i18n/catalogue.ts'
import type { SendStatus } from './sending.ts'

/** Returns why a draft was not sent, or undefined if there was no problem. */
export function sendProblem(status: SendStatus, messages: Messages): string | undefined {
  switch (status.is) {
    case 'noAnswer':
      return messages.noAnswer
    case 'signed_out':
      return messages.signInAgain
    case 'not_accepted':
      return messages.signInNotAccepted
    case 'already_sent':
      return messages.sentBefore
    case 'refused':
      return status.problems.map(refusalText(messages)).join(' ') || undefined
    case 'writing':
    case 'sending':
    case 'sent':
      return undefined
  }
}
