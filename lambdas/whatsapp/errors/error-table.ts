// WhatsApp's error codes and what they mean for the message and for the people concerned.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
import type { SentenceName } from '#whatsapp/errors/error-sentences'

/**
 * When a retry may succeed. `backoff` means soon, after 4^X seconds. `later` means after hours or a
 * day. `fix` means after a person has changed something. `never` means that no retry succeeds for
 * this customer or this message.
 */
export type Retry = 'backoff' | 'later' | 'fix' | 'never'

/** The person who can solve the problem. `none` means that no person can. */
export type Actor = 'agent' | 'administrator' | 'developer' | 'customer' | 'none'

interface Row {
  readonly cause: string
  /** The action that the person named in `who` should take. */
  readonly remedy: string
  readonly retry: Retry
  readonly who: Actor
  /** The name of the sentence that the agent reads. */
  readonly sentence: SentenceName
  /**
   * WhatsApp itself does not know whether the message was delivered. The message may still arrive,
   * so a resend may send it twice.
   */
  readonly ambiguous?: true
}

export interface WhatsAppError extends Omit<Row, 'ambiguous'> {
  readonly code: number
  /** False if the message may still arrive. */
  readonly certain: boolean
  /**
   * False if the code is not in the table, so that only Meta's own title and details explain the
   * error.
   */
  readonly known: boolean
}

type Entry = readonly [codes: readonly number[], row: Row]

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

const row = (
  who: Actor,
  retry: Retry,
  sentence: SentenceName,
  cause: string,
  remedy: string,
): Row => ({ cause, remedy, retry, who, sentence })

// biome-ignore format: one row, one entry of Meta's list
const SENDING: readonly Entry[] = [
  [[0, 104, 190], row('administrator', 'fix', 'connection', 'the access token is missing, invalid or expired', 'Link the account again in AWS End User Messaging Social')],
  [[3, 10, ...range(200, 299), 131005], row('administrator', 'fix', 'connection', 'a permission is missing, or the account is not eligible for this API', 'Check the account’s permissions in WhatsApp Manager')],
  [[1, 2, 131000, 131016, 133004], { ...row('none', 'backoff', 'outage', 'an unknown problem or a temporary outage at WhatsApp', 'Check whether the message arrived before you send it again'), ambiguous: true }],
  [[4, 17, 341, 80007], row('none', 'backoff', 'busy', 'the rate of calls of the app, the user or the account is reached', 'Wait for the automatic retry')],
  [[33], row('administrator', 'fix', 'connection', 'the business number was deleted', 'Link another number')],
  [[100], row('agent', 'never', 'unbuildable', 'a parameter is not valid: the template changed, or this program has a fault', 'Read the template again')],
  [[368, 131031], row('administrator', 'never', 'restricted', 'the account is restricted or locked for breaking a policy', 'See the account’s quality in WhatsApp Manager')],
  [[130403], row('agent', 'never', 'blocked', 'the business blocked this customer', 'Unblock the customer')],
  [[130429], row('none', 'backoff', 'busy', 'the throughput of the number is reached', 'Wait for the automatic retry')],
  [[130472], row('customer', 'never', 'experiment', 'the customer is in one of Meta’s marketing experiments', 'Wait until the customer writes')],
  [[130497], row('administrator', 'never', 'country', 'the account may not write to this country', 'See which countries the account may write to in WhatsApp Manager')],
  [[131008], row('agent', 'fix', 'fields', 'a required parameter is missing', 'Fill in every field')],
  [[131009], row('agent', 'fix', 'fieldsOrNew', 'a value is not valid; or a new marketing template is still being registered with the marketing API', 'Check the values; wait ten minutes with a new marketing template')],
  [[131021], row('agent', 'never', 'ownNumber', 'sender and recipient are the same number', 'Write to another number')],
  [[131026], row('customer', 'never', 'unreachable', 'undeliverable: the customer is not on WhatsApp, has an old app, or has not accepted its terms', 'Use another channel')],
  [[131030], row('administrator', 'fix', 'testNumber', 'the recipient is not on the test number’s list', 'Add the recipient to the list in the app’s dashboard')],
  [[131035], { ...row('none', 'never', 'failed', 'the event was deleted, because local storage had kept it for as long as it may', 'Nothing can be done'), ambiguous: true }],
  [[131037], row('administrator', 'fix', 'connection', 'the number’s display name is not approved', 'Have the display name approved in WhatsApp Manager')],
  // AWS documents this error as temporary (retry after 1, 2, 4, 8 s), and Meta as a billing
  // problem.
  [[131042], row('administrator', 'backoff', 'billing', 'WhatsApp could not confirm that the account can pay: a passing problem, or no payment account is attached, its credit line is missing or used up, the account is suspended, or its time zone or currency is not set', 'If it goes on for hours, check billing in WhatsApp Manager')],
  [[131043], row('agent', 'fix', 'expired', 'the message expired before it was delivered', 'Send it again if it still matters')],
  [[131045, 133010], row('administrator', 'fix', 'connection', 'the number is not registered', 'Register the number again')],
  // The on-premises API used code 470.
  [[131047, 470], row('agent', 'fix', 'windowClosed', 'the customer last wrote more than 24 hours ago', 'Send a template')],
  [[131048], row('administrator', 'later', 'limited', 'WhatsApp limits the number because customers blocked or reported it', 'See the number’s quality in WhatsApp Manager')],
  [[131049], row('customer', 'later', 'marketingLimit', 'the customer has reached WhatsApp’s limit for marketing, has a US number, or we tried too often', 'Wait at least 24 hours, or until the customer writes; trying again earlier makes the wait longer')],
  [[131050], row('customer', 'never', 'optedOut', 'the customer stopped marketing from this business', 'Send no marketing until the customer allows it again')],
  [[131051], row('none', 'never', 'unsupported', 'this kind of message is not supported', 'Send it another way')],
  [[131052], row('customer', 'never', 'askAgain', 'the customer’s file could not be fetched', 'Ask the customer to send it again, or to send it outside WhatsApp')],
  [[131053], row('agent', 'fix', 'badFile', 'our file was refused: its type, size or link', 'Send the file in a type that WhatsApp accepts')],
  [[131056], row('none', 'backoff', 'tooMany', 'too many messages to this customer in a short time', 'Wait for the automatic retry')],
  [[131057], row('none', 'backoff', 'maintenance', 'the account is in maintenance, for about a minute', 'Wait for the automatic retry')],
  [[131058], row('agent', 'never', 'testNumbersOnly', 'hello_world can only be sent from Meta’s public test numbers', 'Pick another template')],
  [[131059], row('developer', 'backoff', 'technical', 'the cursor of a list expired', 'Start the list again')],
  [[131060], row('customer', 'never', 'notShown', 'an incoming message is not available; its content may still be delivered', 'Ask the customer to send it again')],
  [[131062], row('agent', 'never', 'needsNumber', 'this template cannot go to a user id', 'Ask the customer for the phone number')],
  [[131063], row('administrator', 'never', 'marketingOff', 'marketing is switched off on the Cloud API', 'Switch it on in WhatsApp Manager')],
  [[131064], row('administrator', 'later', 'limited', 'utility messages are limited because templates were put into the wrong category', 'Correct the categories; the limit ends by itself after 7 days or more')],
  [[132000, 132008, 132012, 132018], row('agent', 'fix', 'templateFields', 'the parameters do not fit the template', 'Read the template again and fill in its fields')],
  [[132001], row('agent', 'fix', 'templateMissing', 'the template does not exist in this language, or is not approved', 'Pick another template')],
  [[132005], row('agent', 'fix', 'tooLong', 'the text is too long once filled in', 'Shorten the values')],
  [[132007], row('administrator', 'never', 'templateRefused', 'the template breaks a policy', 'Change the template')],
  [[132015], row('administrator', 'later', 'templatePaused', 'the template is paused for its quality, or held messages were dropped by template or portfolio pacing', 'Improve the template, or wait')],
  [[132016], row('agent', 'never', 'templateDisabled', 'the template is disabled', 'Pick another template')],
  [[132068], row('administrator', 'never', 'form', 'the form is blocked', 'See the Flow in WhatsApp Manager')],
  [[132069], row('administrator', 'later', 'form', 'the form is throttled to 10 messages an hour', 'Repair the Flow’s endpoint')],
  [[134011], row('administrator', 'fix', 'billing', 'the terms of payments are not accepted', 'Accept them in WhatsApp Manager')],
  [[131055, 134100], row('agent', 'never', 'notAccepted', 'the marketing API takes marketing templates only', 'Pick a marketing template')],
  [[134101], row('none', 'later', 'templateNotReady', 'the template is still being registered with the marketing API', 'Wait ten minutes')],
  [[134102], row('administrator', 'fix', 'templateMissing', 'registering the template with the marketing API failed, or the account is not eligible', 'Check the account’s onboarding to marketing messages, or ask Meta’s support')],
  [[134103], row('agent', 'fix', 'templateMissing', 'the template is not available to the marketing API', 'Pick another template')],
  [[135000], row('agent', 'never', 'notAccepted', 'a parameter that WhatsApp does not name is wrong, or portfolio pacing dropped the message', 'Check the values')],
  [[137000], row('agent', 'fix', 'identity', 'the customer’s identity key changed: a new phone, or WhatsApp was installed again', 'Make sure who the customer is')],
  [[139200], row('administrator', 'never', 'notAccepted', 'Direct Send is blocked', 'Send a template')],
  [[1006, 1013], row('agent', 'fix', 'unreachable', 'the on-premises API’s codes for a recipient who is not on WhatsApp', 'Use another channel')],
]

// biome-ignore format: one row, one entry of Meta's list
const OTHERS: readonly Entry[] = [
  [[131020, 131041], row('agent', 'never', 'group', 'the group has one member, or it is unknown or we are not in it', 'Write to the customer directly')],
  [[131201, 131202, 131204, 131212, 131213], row('developer', 'never', 'group', 'a change of a group was only partly made, was made twice, or names somebody who is not in the group', 'Read the group again')],
  [[131207, 131214, 131215], row('administrator', 'never', 'group', 'the group is suspended, or the number may not create groups', 'See the number in WhatsApp Manager')],
  [[131208, 131211], row('none', 'later', 'group', 'too many groups, or changes of groups', 'Wait')],
  [[131209, 131210], row('agent', 'fix', 'badFile', 'the group’s picture is not square or has less than 192 pixels', 'Choose another picture')],
  [[131044], row('administrator', 'fix', 'billing', 'a payment problem keeps calls from going out', 'Check billing in WhatsApp Manager')],
  [[131014], row('agent', 'fix', 'badFile', 'the file’s link could not be fetched', 'Send the file itself instead of a link')],
  [[138000, 138018], row('administrator', 'fix', 'call', 'calls are switched off, or something they need is missing', 'Switch calls on in WhatsApp Manager')],
  [[138001], row('customer', 'never', 'call', 'the customer’s app takes no calls', 'Write instead')],
  [[138002, 138005], row('none', 'later', 'call', 'too many calls at once', 'Call later')],
  [[138003], row('agent', 'backoff', 'call', 'another call with this customer is in progress', 'Call after it')],
  [[138004, 138007], row('developer', 'backoff', 'call', 'the connection of the call failed', 'Try again')],
  [[138006], row('agent', 'fix', 'callPermission', 'the customer has not allowed calls', 'Ask for permission')],
  [[138009], row('agent', 'later', 'callPermission', 'permission was requested too often: WhatsApp allows once in 24 hours and twice in 7 days', 'Wait; a call that connects starts the count again')],
  [[138012], row('agent', 'later', 'call', 'this customer was called as often as is allowed in 24 hours', 'Wait; the details name the next time')],
  [[613, 138013], row('developer', 'later', 'technical', 'the permission to call was queried too often', 'Query it less often')],
  [range(139000, 139004), row('administrator', 'fix', 'form', 'a Flow was blocked, or could not be changed, published, deprecated or deleted', 'Read the details')],
  [[139100, 139101], row('agent', 'never', 'blocking', 'not all customers could be blocked, or the list of 64,000 is full', 'Read the details')],
  [[139102, 139103], row('agent', 'backoff', 'blocking', 'the list of blocked customers changed meanwhile, or an internal problem', 'Try again')],
  [range(147001, 147005), row('administrator', 'fix', 'connection', 'the business username is taken, in use elsewhere, or not allowed yet', 'Choose another in WhatsApp Manager')],
  [[80008], row('none', 'later', 'busy', 'too many calls about templates for this account', 'Wait')],
  [range(200_005, 200_007), row('administrator', 'fix', 'technical', 'statistics of templates are not available, cannot be switched off, or are not on', 'Switch them on in WhatsApp Manager')],
  [[133000, 133005, 133006], row('administrator', 'fix', 'connection', 'the number’s registration or its two-step PIN', 'Register the number again')],
  [[133008, 133009, 133015, 133016], row('administrator', 'later', 'connection', 'the number’s PIN was tried too often, it was just deleted, or it was registered too often', 'Wait as long as the details say')],
  [range(2_593_107, 2_593_109), row('administrator', 'never', 'technical', 'the history of a coexistence number cannot be fetched: it was already requested, the request came too late, or it was declined', 'Nothing can be done')],
  [[2_388_012, 2_388_091, 2_388_093, 2_388_103], row('administrator', 'fix', 'connection', 'the number cannot be moved', 'Read the details')],
  [[2_494_100], row('administrator', 'backoff', 'maintenance', 'the number is in maintenance for some minutes', 'Try again')],
  [[...range(2_494_164, 2_494_168), 2_494_176, 2_494_177, 2_494_179], row('administrator', 'fix', 'connection', 'the link of an in-app sign-up is not valid', 'Make a new link')],
  [[1_752_041], row('none', 'never', 'technical', 'onboarding to marketing messages was already requested', 'Nothing has to be done')],
  // These codes are reasons in a health status and not errors of a message.
  [range(141_000, 141_010), row('administrator', 'fix', 'connection', 'a reason why the account, number or app cannot send, such as a business that is not verified', 'See the health status in WhatsApp Manager')],
]

// Sub-codes, inside code 100, when a template is created or changed.
// biome-ignore format: one row, one entry of Meta's list
const TEMPLATES: readonly Entry[] = [
  [[192, 200_002], row('developer', 'fix', 'templateRefused', 'the template was not created: a phone number in it is not valid, or it could not be stored', 'Check the phone number')],
  [[2_388_019], row('administrator', 'fix', 'templateRefused', 'the account has as many templates as it may have', 'Delete some; a verified business may have 6,000')],
  [[2_388_023], row('administrator', 'later', 'templateRefused', 'a template of this name and language is still being deleted, for up to 4 weeks', 'Choose another name')],
  [[2_388_024], row('administrator', 'fix', 'templateRefused', 'a template of this name exists in this language', 'Choose another name or language')],
  [[2_388_003, 2_388_039], row('administrator', 'fix', 'templateRefused', 'a template in this status cannot be changed', 'Wait for its review')],
  [[2_388_040], row('administrator', 'fix', 'templateRefused', 'a text is too long; the answer names it and the limit', 'Shorten it')],
  [[2_388_047], row('administrator', 'fix', 'templateRefused', 'the header’s format', 'Correct the header')],
  [[2_388_060], row('administrator', 'fix', 'templateRefused', 'a button’s text has a variable, a line break, an emoji or formatting', 'Take it out')],
  [[2_388_072], row('administrator', 'fix', 'templateRefused', 'the body’s format', 'Correct the body')],
  [[2_388_073], row('administrator', 'fix', 'templateRefused', 'the footer’s format', 'Correct the footer')],
  [[2_388_081], row('administrator', 'fix', 'templateRefused', 'a button links to WhatsApp itself', 'Link somewhere else, or put the address into the body')],
  [[2_388_273], row('administrator', 'fix', 'templateRefused', 'the sample of a media header is missing', 'Upload one')],
  [[2_388_293], row('administrator', 'fix', 'templateRefused', 'too many variables for the length of the text', 'Write more words')],
  [[2_388_299], row('administrator', 'fix', 'templateRefused', 'a variable stands first or last; punctuation around it does not count as text', 'Put words around it')],
  [[2_388_318, 2_388_330], row('administrator', 'never', 'templateRefused', 'a template that Meta made of a directly sent message cannot be changed or deleted', 'Create another')],
]

const known = ([codes, { ambiguous, ...rest }]: Entry) =>
  codes.map((code) => [code, { ...rest, code, certain: !ambiguous, known: true }] as const)

export const ERROR_TABLE: ReadonlyMap<number, WhatsAppError> = new Map(
  [...SENDING, ...OTHERS, ...TEMPLATES].flatMap(known),
)

/**
 * Returns what is known about a code. A code that is not in the table is never retried
 * automatically. A failure with an unknown code counts as certain, because WhatsApp reports it with
 * `failed`.
 */
export function errorFor(code: number): WhatsAppError {
  return (
    ERROR_TABLE.get(code) ?? {
      ...row('administrator', 'never', 'failed', 'not known here', 'Read Meta’s title and details'),
      code,
      certain: true,
      known: false,
    }
  )
}

/**
 * The codes of rate limits and short maintenance, and 131042, which may be temporary according to
 * AWS.
 */
const RETRIED = new Set([4, 80007, 130429, 131042, 131056, 131057])

/**
 * Returns whether a message may be resent automatically: the failure is temporary, and the message
 * was certainly not sent.
 */
export const mayRetryLater = (code: number): boolean => RETRIED.has(code)
