// The causes of WhatsApp's errors, and the remedy for each error. The texts are not in
// error-table.ts because only the command line needs them, and not the functions.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
import { range } from '#whatsapp/errors/error-table'

export interface Explanation {
  readonly cause: string
  /** What the person whom error-table.ts names in `who` must do about the error. */
  readonly remedy: string
}

type Entry = readonly [codes: readonly number[], cause: string, remedy: string]

// biome-ignore format: one row, one entry of Meta's list
const SENDING: readonly Entry[] = [
  [[0, 104, 190], 'the access token is missing, invalid or expired', 'Link the account again in AWS End User Messaging Social'],
  [[3, 10, ...range(200, 299), 131005], 'a permission is missing, or the account is not eligible for this API', 'Check the account’s permissions in WhatsApp Manager'],
  [[1, 2, 131000, 131016, 133004], 'an unknown problem or a temporary outage at WhatsApp', 'Check whether the message arrived before you send it again'],
  [[4, 17, 341, 80007], 'the rate of calls of the app, the user or the account is reached', 'Wait for the automatic retry'],
  [[33], 'the business number was deleted', 'Link another number'],
  [[100], 'a parameter is not valid: the template changed, or this program has a fault', 'Read the template again'],
  [[368, 131031], 'the account is restricted or locked for breaking a policy', 'See the account’s quality in WhatsApp Manager'],
  [[130403], 'the business blocked this customer', 'Unblock the customer'],
  [[130429], 'the throughput of the number is reached', 'Wait for the automatic retry'],
  [[130472], 'the customer is in one of Meta’s marketing experiments', 'Wait until the customer writes'],
  [[130497], 'the account may not write to this country', 'See which countries the account may write to in WhatsApp Manager'],
  [[131008], 'a required parameter is missing', 'Fill in every field'],
  [[131009], 'a value is not valid; or a new marketing template is still being registered with the marketing API', 'Check the values; wait ten minutes with a new marketing template'],
  [[131021], 'sender and recipient are the same number', 'Write to another number'],
  [[131026], 'undeliverable: the customer is not on WhatsApp, has an old app, or has not accepted its terms', 'Use another channel'],
  [[131030], 'the recipient is not on the test number’s list', 'Add the recipient to the list in the app’s dashboard'],
  [[131035], 'the event was deleted, because local storage had kept it for as long as it may', 'Nothing can be done'],
  [[131037], 'the number’s display name is not approved', 'Have the display name approved in WhatsApp Manager'],
  [[131042], 'WhatsApp could not confirm that the account can pay: a passing problem, or no payment account is attached, its credit line is missing or used up, the account is suspended, or its time zone or currency is not set', 'If it goes on for hours, check billing in WhatsApp Manager'],
  [[131043], 'the message expired before it was delivered', 'Send it again if it still matters'],
  [[131045, 133010], 'the number is not registered', 'Register the number again'],
  [[131047, 470], 'the customer last wrote more than 24 hours ago', 'Send a template'],
  [[131048], 'WhatsApp limits the number because customers blocked or reported it', 'See the number’s quality in WhatsApp Manager'],
  [[131049], 'the customer has reached WhatsApp’s limit for marketing, has a US number, or we tried too often', 'Wait at least 24 hours, or until the customer writes; trying again earlier makes the wait longer'],
  [[131050], 'the customer stopped marketing from this business', 'Send no marketing until the customer allows it again'],
  [[131051], 'this kind of message is not supported', 'Send it another way'],
  [[131052], 'the customer’s file could not be fetched', 'Ask the customer to send it again, or to send it outside WhatsApp'],
  [[131053], 'our file was refused: its type, size or link', 'Send the file in a type that WhatsApp accepts'],
  [[131056], 'too many messages to this customer in a short time', 'Wait for the automatic retry'],
  [[131057], 'the account is in maintenance, for about a minute', 'Wait for the automatic retry'],
  [[131058], 'hello_world can only be sent from Meta’s public test numbers', 'Pick another template'],
  [[131059], 'the cursor of a list expired', 'Start the list again'],
  [[131060], 'an incoming message is not available; its content may still be delivered', 'Ask the customer to send it again'],
  [[131062], 'this template cannot go to a user id', 'Ask the customer for the phone number'],
  [[131063], 'marketing is switched off on the Cloud API', 'Switch it on in WhatsApp Manager'],
  [[131064], 'utility messages are limited because templates were put into the wrong category', 'Correct the categories; the limit ends by itself after 7 days or more'],
  [[132000, 132008, 132012, 132018], 'the parameters do not fit the template', 'Read the template again and fill in its fields'],
  [[132001], 'the template does not exist in this language, or is not approved', 'Pick another template'],
  [[132005], 'the text is too long once filled in', 'Shorten the values'],
  [[132007], 'the template breaks a policy', 'Change the template'],
  [[132015], 'the template is paused for its quality, or held messages were dropped by template or portfolio pacing', 'Improve the template, or wait'],
  [[132016], 'the template is disabled', 'Pick another template'],
  [[132068], 'the form is blocked', 'See the Flow in WhatsApp Manager'],
  [[132069], 'the form is throttled to 10 messages an hour', 'Repair the Flow’s endpoint'],
  [[134011], 'the terms of payments are not accepted', 'Accept them in WhatsApp Manager'],
  [[131055, 134100], 'the marketing API takes marketing templates only', 'Pick a marketing template'],
  [[134101], 'the template is still being registered with the marketing API', 'Wait ten minutes'],
  [[134102], 'registering the template with the marketing API failed, or the account is not eligible', 'Check the account’s onboarding to marketing messages, or ask Meta’s support'],
  [[134103], 'the template is not available to the marketing API', 'Pick another template'],
  [[135000], 'a parameter that WhatsApp does not name is wrong, or portfolio pacing dropped the message', 'Check the values'],
  [[137000], 'the customer’s identity key changed: a new phone, or WhatsApp was installed again', 'Make sure who the customer is'],
  [[139200], 'Direct Send is blocked', 'Send a template'],
  [[1006, 1013], 'the on-premises API’s codes for a recipient who is not on WhatsApp', 'Use another channel'],
]

// biome-ignore format: one row, one entry of Meta's list
const OTHERS: readonly Entry[] = [
  [[131020, 131041], 'the group has one member, or it is unknown or we are not in it', 'Write to the customer directly'],
  [[131201, 131202, 131204, 131212, 131213], 'a change of a group was only partly made, was made twice, or names somebody who is not in the group', 'Read the group again'],
  [[131207, 131214, 131215], 'the group is suspended, or the number may not create groups', 'See the number in WhatsApp Manager'],
  [[131208, 131211], 'too many groups, or changes of groups', 'Wait'],
  [[131209, 131210], 'the group’s picture is not square or has less than 192 pixels', 'Choose another picture'],
  [[131044], 'a payment problem keeps calls from going out', 'Check billing in WhatsApp Manager'],
  [[131014], 'the file’s link could not be fetched', 'Send the file itself instead of a link'],
  [[138000, 138018], 'calls are switched off, or something they need is missing', 'Switch calls on in WhatsApp Manager'],
  [[138001], 'the customer’s app takes no calls', 'Write instead'],
  [[138002, 138005], 'too many calls at once', 'Call later'],
  [[138003], 'another call with this customer is in progress', 'Call after it'],
  [[138004, 138007], 'the connection of the call failed', 'Try again'],
  [[138006], 'the customer has not allowed calls', 'Ask for permission'],
  [[138009], 'permission was requested too often: WhatsApp allows once in 24 hours and twice in 7 days', 'Wait; a call that connects starts the count again'],
  [[138012], 'this customer was called as often as is allowed in 24 hours', 'Wait; the details name the next time'],
  [[613, 138013], 'the permission to call was queried too often', 'Query it less often'],
  [range(139000, 139004), 'a Flow was blocked, or could not be changed, published, deprecated or deleted', 'Read the details'],
  [[139100, 139101], 'not all customers could be blocked, or the list of 64,000 is full', 'Read the details'],
  [[139102, 139103], 'the list of blocked customers changed meanwhile, or an internal problem', 'Try again'],
  [range(147001, 147005), 'the business username is taken, in use elsewhere, or not allowed yet', 'Choose another in WhatsApp Manager'],
  [[80008], 'too many calls about templates for this account', 'Wait'],
  [range(200_005, 200_007), 'statistics of templates are not available, cannot be switched off, or are not on', 'Switch them on in WhatsApp Manager'],
  [[133000, 133005, 133006], 'the number’s registration or its two-step PIN', 'Register the number again'],
  [[133008, 133009, 133015, 133016], 'the number’s PIN was tried too often, it was just deleted, or it was registered too often', 'Wait as long as the details say'],
  [range(2_593_107, 2_593_109), 'the history of a coexistence number cannot be fetched: it was already requested, the request came too late, or it was declined', 'Nothing can be done'],
  [[2_388_012, 2_388_091, 2_388_093, 2_388_103], 'the number cannot be moved', 'Read the details'],
  [[2_494_100], 'the number is in maintenance for some minutes', 'Try again'],
  [[...range(2_494_164, 2_494_168), 2_494_176, 2_494_177, 2_494_179], 'the link of an in-app sign-up is not valid', 'Make a new link'],
  [[1_752_041], 'onboarding to marketing messages was already requested', 'Nothing has to be done'],
  [range(141_000, 141_010), 'a reason why the account, number or app cannot send, such as a business that is not verified', 'See the health status in WhatsApp Manager'],
]

// Sub-codes of error 100. Meta returns them when a template is created or changed.
// biome-ignore format: one row, one entry of Meta's list
const TEMPLATES: readonly Entry[] = [
  [[192, 200_002], 'the template was not created: a phone number in it is not valid, or it could not be stored', 'Check the phone number'],
  [[2_388_019], 'the account has as many templates as it may have', 'Delete some; a verified business may have 6,000'],
  [[2_388_023], 'a template of this name and language is still being deleted, for up to 4 weeks', 'Choose another name'],
  [[2_388_024], 'a template of this name exists in this language', 'Choose another name or language'],
  [[2_388_003, 2_388_039], 'a template in this status cannot be changed', 'Wait for its review'],
  [[2_388_040], 'a text is too long; the answer names it and the limit', 'Shorten it'],
  [[2_388_047], 'the header’s format', 'Correct the header'],
  [[2_388_060], 'a button’s text has a variable, a line break, an emoji or formatting', 'Take it out'],
  [[2_388_072], 'the body’s format', 'Correct the body'],
  [[2_388_073], 'the footer’s format', 'Correct the footer'],
  [[2_388_081], 'a button links to WhatsApp itself', 'Link somewhere else, or put the address into the body'],
  [[2_388_273], 'the sample of a media header is missing', 'Upload one'],
  [[2_388_293], 'too many variables for the length of the text', 'Write more words'],
  [[2_388_299], 'a variable stands first or last; punctuation around it does not count as text', 'Put words around it'],
  [[2_388_318, 2_388_330], 'a template that Meta made of a directly sent message cannot be changed or deleted', 'Create another'],
]

export const EXPLANATIONS: ReadonlyMap<number, Explanation> = new Map(
  [...SENDING, ...OTHERS, ...TEMPLATES].flatMap(([codes, cause, remedy]) =>
    codes.map((code) => [code, { cause, remedy }] as const),
  ),
)

/**
 * Returns the cause and the remedy of an error. A code that is not in the list gets a general
 * explanation.
 */
export const explanationOf = (code: number): Explanation =>
  EXPLANATIONS.get(code) ?? { cause: 'not known here', remedy: 'Read Meta’s title and details' }
