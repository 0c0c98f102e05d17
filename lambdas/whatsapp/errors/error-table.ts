// What WhatsApp's error codes mean for the message, for the agent, and for us.
// https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
import { SAY } from '#whatsapp/errors/error-sentences'
import type { Language, Sentence } from '#whatsapp/errors/language'

/**
 * `backoff`: soon, 4^X seconds apart. `later`: in hours, or a day. `fix`: something must be changed first.
 * `never`: not to this customer, or not as it is.
 */
export type Retry = 'backoff' | 'later' | 'fix' | 'never'

/** Who can do something about it. */
export type Actor = 'agent' | 'administrator' | 'customer' | 'nobody'

export interface WhatsAppError {
  readonly code: number
  readonly meaning: string
  /** False: WhatsApp itself did not know what became of the message, which may still arrive; sending it again may send it twice. */
  readonly certain: boolean
  readonly retry: Retry
  readonly who: Actor
  /** One sentence for the agent. */
  readonly tell: Sentence
}

type Row = readonly [
  codes: readonly number[],
  meaning: string,
  retry: Retry,
  who: Actor,
  tell: Sentence,
  ambiguous?: 'ambiguous',
]

const PERMISSIONS = Array.from({ length: 100 }, (_, i) => 200 + i)

const ROWS: readonly Row[] = [
  [[0, 190], 'access token invalid or expired', 'fix', 'administrator', SAY.connection],
  [[3, 10, ...PERMISSIONS, 131005], 'permission missing', 'fix', 'administrator', SAY.connection],
  [
    [1, 2, 131000, 131016, 133004],
    'unknown problem or passing outage at WhatsApp',
    'backoff',
    'nobody',
    SAY.outage,
    'ambiguous',
  ],
  [[4, 80007], 'call rate of the app or account reached', 'backoff', 'nobody', SAY.busy],
  [[33], 'the business number was deleted', 'fix', 'administrator', SAY.connection],
  [
    [100],
    'a parameter is not valid: our mistake, or the template changed',
    'never',
    'agent',
    SAY.unbuildable,
  ],
  [
    [368, 131031],
    'account restricted or locked for policy',
    'never',
    'administrator',
    SAY.restricted,
  ],
  [[130403], 'the business blocked this customer', 'never', 'agent', SAY.blocked],
  [[130429], 'throughput of the number reached', 'backoff', 'nobody', SAY.busy],
  [
    [130472],
    'the customer is in one of Meta’s marketing experiments',
    'never',
    'customer',
    SAY.experiment,
  ],
  [[130497], 'the account may not message this country', 'never', 'administrator', SAY.country],
  [[131008, 131009], 'a parameter is missing or not valid', 'fix', 'agent', SAY.fields],
  [[131021], 'sender and recipient are the same number', 'never', 'agent', SAY.ownNumber],
  [
    [131026],
    'undeliverable: not on WhatsApp, an old app, or terms not accepted',
    'never',
    'customer',
    SAY.unreachable,
  ],
  [
    [131030],
    'the recipient is not on the test number’s list',
    'fix',
    'administrator',
    SAY.testNumber,
  ],
  [
    [131035],
    'the event was lost to local storage’s retention',
    'never',
    'nobody',
    SAY.failed,
    'ambiguous',
  ],
  [[131037], 'the number’s display name is not approved', 'fix', 'administrator', SAY.connection],
  [[131042], 'a problem with payment', 'fix', 'administrator', SAY.billing],
  [[131045, 133010], 'the number is not registered', 'fix', 'administrator', SAY.connection],
  // 470 is what the on-premises API called it.
  [
    [131047, 470],
    'more than 24 hours since the customer last wrote',
    'fix',
    'agent',
    SAY.windowClosed,
  ],
  [[131048], 'spam limit on the number', 'later', 'administrator', SAY.limited],
  [
    [131049],
    'limit of marketing per customer, or marketing to a US number',
    'later',
    'customer',
    SAY.marketingLimit,
  ],
  [
    [131050],
    'the customer stopped marketing from this business',
    'never',
    'customer',
    SAY.optedOut,
  ],
  [[131051], 'this kind of message is not supported', 'never', 'nobody', SAY.unsupported],
  [[131052], 'the customer’s file could not be downloaded', 'never', 'customer', SAY.askAgain],
  [[131053], 'our file was refused: type, size or link', 'fix', 'agent', SAY.badFile],
  [
    [131056],
    'too many messages to this customer in a short time',
    'backoff',
    'nobody',
    SAY.tooMany,
  ],
  [[131057], 'the account is in maintenance, about a minute', 'backoff', 'nobody', SAY.maintenance],
  [[131062], 'this template cannot go to a user id', 'never', 'agent', SAY.needsNumber],
  [
    [131063],
    'marketing is switched off on the Cloud API',
    'never',
    'administrator',
    SAY.marketingOff,
  ],
  [[131064], 'account limited for misclassified templates', 'later', 'administrator', SAY.limited],
  [
    [132000, 132012, 132018],
    'the parameters do not fit the template',
    'fix',
    'agent',
    SAY.templateFields,
  ],
  [
    [132001],
    'the template does not exist in this language, or is not approved',
    'fix',
    'agent',
    SAY.templateMissing,
  ],
  [[132005], 'the text is too long once filled in', 'fix', 'agent', SAY.tooLong],
  [[132007], 'the template breaks a policy', 'never', 'administrator', SAY.templateRefused],
  [[132015], 'the template is paused for its quality', 'later', 'agent', SAY.templatePaused],
  [[132016], 'the template is disabled', 'never', 'agent', SAY.templateDisabled],
  [[132068], 'the form is blocked', 'never', 'administrator', SAY.form],
  [[132069], 'the form is throttled', 'later', 'administrator', SAY.form],
  [
    [133000, 133005, 133006, 133008, 133009, 133015, 133016],
    'the number’s registration',
    'fix',
    'administrator',
    SAY.connection,
  ],
  [[134011], 'payment terms not accepted', 'fix', 'administrator', SAY.billing],
  [
    [131055, 134100],
    'the marketing API takes marketing templates only',
    'never',
    'agent',
    SAY.notAccepted,
  ],
  [
    [134101],
    'the template is still being made known to the marketing API, about ten minutes',
    'later',
    'nobody',
    SAY.templateNotReady,
  ],
  [
    [134102, 134103],
    'the template is not available to the marketing API',
    'fix',
    'agent',
    SAY.templateMissing,
  ],
  [
    [135000],
    'a parameter WhatsApp does not name, or dropped by pacing',
    'never',
    'agent',
    SAY.notAccepted,
  ],
  [[137000], 'the customer’s identity key changed', 'fix', 'agent', SAY.identity],
]

export const ERROR_TABLE: ReadonlyMap<number, WhatsAppError> = new Map(
  ROWS.flatMap(([codes, meaning, retry, who, tell, ambiguous]) =>
    codes.map(
      (code) =>
        [code, { code, meaning, certain: ambiguous === undefined, retry, who, tell }] as const,
    ),
  ),
)

/** A code not in the table is certain (WhatsApp says `failed`), and never retried by itself. */
export function errorFor(code: number): WhatsAppError {
  return (
    ERROR_TABLE.get(code) ?? {
      code,
      meaning: 'not known here',
      certain: true,
      retry: 'never',
      who: 'administrator',
      tell: SAY.failed,
    }
  )
}

/** Failures that pass by themselves and after which the message certainly did not go out: it may be sent again automatically. */
export const mayRetryLater = (code: number): boolean => {
  const { certain, retry } = errorFor(code)
  return certain && retry === 'backoff'
}

export const sentenceFor = (code: number, language: Language = 'en'): string =>
  errorFor(code).tell[language]
