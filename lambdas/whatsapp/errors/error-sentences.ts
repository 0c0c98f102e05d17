// The sentences that agents read when WhatsApp refuses a message or fails to deliver it: the reason
// and the next step. The sentences in this file are in English. The widget's JSON files contain the
// sentences in every language of the widget, under the key `failures`.
import { errorFor } from '#whatsapp/errors/error-table'

export const SENTENCES = {
  connection: 'The WhatsApp connection needs attention. Tell your administrator.',
  outage: 'WhatsApp had a problem, and the message may or may not have arrived.',
  busy: 'WhatsApp is busy. We will try again.',
  unbuildable: 'This message could not be built. Reload the template and try again.',
  restricted: 'This WhatsApp account is restricted. Tell your administrator.',
  blocked: 'This customer is blocked. To write to the customer, unblock them first.',
  experiment: 'WhatsApp did not deliver this marketing message. Wait for the customer to write.',
  country: 'This account cannot send messages to customers in this country.',
  fields:
    'Something in this message is missing or not accepted. Fill in every field and try again.',
  fieldsOrNew:
    'WhatsApp does not accept a value in this message. Check every field. If the marketing template is new, wait ten minutes after its approval.',
  ownNumber: 'You cannot send messages to your own number.',
  unreachable: 'This customer cannot be reached on WhatsApp. Use another channel.',
  testNumber:
    'This is a test number, and the customer is not on its list. Tell your administrator.',
  billing: 'WhatsApp billing needs attention. Tell your administrator.',
  windowClosed: 'The 24-hour window is closed. Send a template.',
  limited: 'Sending is limited for now. Try again in a few hours.',
  marketingLimit:
    'WhatsApp limits the marketing messages to this customer. Do not send the message again within 24 hours: repeated attempts can extend the limit. WhatsApp delivers no marketing messages to US numbers at all.',
  optedOut: 'The customer opted out of marketing messages.',
  unsupported: 'This kind of message is not supported.',
  askAgain:
    'The file could not be received. Ask the customer to send it again, or to send it another way.',
  notShown: 'WhatsApp could not show this message. Ask the customer to send it again.',
  badFile: 'WhatsApp does not accept a file of this type or size. Send another file.',
  tooMany: 'Too many messages were sent to this customer in a short time. We will try again.',
  maintenance: 'WhatsApp is in maintenance for a short time. We will try again.',
  needsNumber: 'This template needs the customer’s phone number.',
  marketingOff: 'Marketing templates are switched off.',
  templateFields:
    'The template’s fields are not right. Reload the template and fill in the fields again.',
  templateMissing: 'This template is not available. Choose another template.',
  tooLong: 'The text is too long. Shorten it.',
  templateRefused: 'WhatsApp refused this template.',
  testNumbersOnly:
    'The template hello_world can only be sent from Meta’s public test numbers. Choose another template.',
  expired:
    'The message expired before WhatsApp could deliver it. Send it again if it still matters.',
  group: 'WhatsApp did not accept this message for the group. Write to the customer directly.',
  call: 'This customer cannot be called on WhatsApp now. Write a message instead.',
  callPermission: 'The customer has not allowed calls. Ask for permission first.',
  technical: 'WhatsApp could not process this request. Tell your administrator.',
  blocking: 'Not every customer could be blocked or unblocked. Try again.',
  templatePaused: 'This template is paused. Choose another template.',
  templateNotReady:
    'This template is not ready yet. Try again in ten minutes, or choose another template.',
  templateDisabled: 'This template is disabled. Choose another template.',
  form: 'The form in this template is not available.',
  notAccepted: 'WhatsApp did not accept this message.',
  identity:
    'The customer’s WhatsApp identity has changed. Find out who is writing, then tell your administrator.',
  failed: 'WhatsApp did not deliver this message.',
} as const

/** The keys of SENTENCES. Several error codes may have the same sentence. */
export type SentenceName = keyof typeof SENTENCES

/** An error as WhatsApp reported it. */
interface Reported {
  readonly code: number
  readonly title?: string | undefined
  readonly details?: string | undefined
}

/**
 * Returns one sentence for the agent, in the language of `sentences`. If the code is not in the
 * table, the sentence also quotes Meta's title and details.
 */
export function sentenceFor(
  { code, title, details }: Reported,
  sentences: Readonly<Record<SentenceName, string>> = SENTENCES,
): string {
  const { sentence, known } = errorFor(code)
  const own = sentences[sentence]
  const quoted = known ? [] : [...new Set([title, details])].filter(Boolean)
  return quoted.length === 0 ? own : `${own} (${code}: ${quoted.join('. ')})`
}
