// WhatsApp's error codes: when a retry may succeed, who can solve the problem, and what the agent
// reads. error-causes.ts explains each code.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
import type { SentenceName } from '#whatsapp/errors/error-sentences'

/**
 * When a retry may succeed. `backoff`: within seconds, after delays of 4^X seconds. `later`: after
 * several hours or a day. `fix`: after a person has changed something. `never`: a retry always
 * fails for this customer or this message.
 */
export type Retry = 'backoff' | 'later' | 'fix' | 'never'

/** Who can solve the problem. `none`: nobody can. */
export type Actor = 'agent' | 'administrator' | 'developer' | 'customer' | 'none'

interface Row {
  readonly retry: Retry
  readonly who: Actor
  /** The key of the sentence that the agent reads: see error-sentences.ts. */
  readonly sentence: SentenceName
  /**
   * Set if WhatsApp itself does not know whether it delivered the message. The message may still
   * arrive, so a resend could deliver the message twice.
   */
  readonly ambiguous?: true
}

export interface WhatsAppError extends Omit<Row, 'ambiguous'> {
  readonly code: number
  /**
   * Whether WhatsApp certainly did not deliver the message. False if the message may still arrive.
   */
  readonly certain: boolean
  /**
   * Whether this table contains the code. An unknown code can be explained only with the title and
   * the details that Meta reports.
   */
  readonly known: boolean
}

type Entry = readonly [codes: readonly number[], row: Row]

export const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

const row = (who: Actor, retry: Retry, sentence: SentenceName): Row => ({ retry, who, sentence })

// biome-ignore format: one row, one entry of Meta's list
const SENDING: readonly Entry[] = [
  [[0, 104, 190], row('administrator', 'fix', 'connection')],
  [[3, 10, ...range(200, 299), 131005], row('administrator', 'fix', 'connection')],
  [[1, 2, 131000, 131016, 133004], { ...row('none', 'backoff', 'outage'), ambiguous: true }],
  [[4, 17, 341, 80007], row('none', 'backoff', 'busy')],
  [[33], row('administrator', 'fix', 'connection')],
  [[100], row('agent', 'never', 'unbuildable')],
  [[368, 131031], row('administrator', 'never', 'restricted')],
  [[130403], row('agent', 'never', 'blocked')],
  [[130429], row('none', 'backoff', 'busy')],
  [[130472], row('customer', 'never', 'experiment')],
  [[130497], row('administrator', 'never', 'country')],
  [[131008], row('agent', 'fix', 'fields')],
  [[131009], row('agent', 'fix', 'fieldsOrNew')],
  [[131021], row('agent', 'never', 'ownNumber')],
  [[131026], row('customer', 'never', 'unreachable')],
  [[131030], row('administrator', 'fix', 'testNumber')],
  [[131035], { ...row('none', 'never', 'failed'), ambiguous: true }],
  [[131037], row('administrator', 'fix', 'connection')],
  // AWS documents 131042 as a temporary error (retry after 1, 2, 4, 8 s), and Meta documents 131042
  // as a billing problem.
  [[131042], row('administrator', 'backoff', 'billing')],
  [[131043], row('agent', 'fix', 'expired')],
  [[131045, 133010], row('administrator', 'fix', 'connection')],
  // The on-premises API reports error 131047 under the code 470.
  [[131047, 470], row('agent', 'fix', 'windowClosed')],
  [[131048], row('administrator', 'later', 'limited')],
  [[131049], row('customer', 'later', 'marketingLimit')],
  [[131050], row('customer', 'never', 'optedOut')],
  [[131051], row('none', 'never', 'unsupported')],
  [[131052], row('customer', 'never', 'askAgain')],
  [[131053], row('agent', 'fix', 'badFile')],
  [[131056], row('none', 'backoff', 'tooMany')],
  [[131057], row('none', 'backoff', 'maintenance')],
  [[131058], row('agent', 'never', 'testNumbersOnly')],
  [[131059], row('developer', 'backoff', 'technical')],
  [[131060], row('customer', 'never', 'notShown')],
  [[131062], row('agent', 'never', 'needsNumber')],
  [[131063], row('administrator', 'never', 'marketingOff')],
  [[131064], row('administrator', 'later', 'limited')],
  [[132000, 132008, 132012, 132018], row('agent', 'fix', 'templateFields')],
  [[132001], row('agent', 'fix', 'templateMissing')],
  [[132005], row('agent', 'fix', 'tooLong')],
  [[132007], row('administrator', 'never', 'templateRefused')],
  [[132015], row('administrator', 'later', 'templatePaused')],
  [[132016], row('agent', 'never', 'templateDisabled')],
  [[132068], row('administrator', 'never', 'form')],
  [[132069], row('administrator', 'later', 'form')],
  [[134011], row('administrator', 'fix', 'billing')],
  [[131055, 134100], row('agent', 'never', 'notAccepted')],
  [[134101], row('none', 'later', 'templateNotReady')],
  [[134102], row('administrator', 'fix', 'templateMissing')],
  [[134103], row('agent', 'fix', 'templateMissing')],
  [[135000], row('agent', 'never', 'notAccepted')],
  [[137000], row('agent', 'fix', 'identity')],
  [[139200], row('administrator', 'never', 'notAccepted')],
  [[1006, 1013], row('agent', 'fix', 'unreachable')],
]

// biome-ignore format: one row, one entry of Meta's list
const OTHERS: readonly Entry[] = [
  [[131020, 131041], row('agent', 'never', 'group')],
  [[131201, 131202, 131204, 131212, 131213], row('developer', 'never', 'group')],
  [[131207, 131214, 131215], row('administrator', 'never', 'group')],
  [[131208, 131211], row('none', 'later', 'group')],
  [[131209, 131210], row('agent', 'fix', 'badFile')],
  [[131044], row('administrator', 'fix', 'billing')],
  [[131014], row('agent', 'fix', 'badFile')],
  [[138000, 138018], row('administrator', 'fix', 'call')],
  [[138001], row('customer', 'never', 'call')],
  [[138002, 138005], row('none', 'later', 'call')],
  [[138003], row('agent', 'backoff', 'call')],
  [[138004, 138007], row('developer', 'backoff', 'call')],
  [[138006], row('agent', 'fix', 'callPermission')],
  [[138009], row('agent', 'later', 'callPermission')],
  [[138012], row('agent', 'later', 'call')],
  [[613, 138013], row('developer', 'later', 'technical')],
  [range(139000, 139004), row('administrator', 'fix', 'form')],
  [[139100, 139101], row('agent', 'never', 'blocking')],
  [[139102, 139103], row('agent', 'backoff', 'blocking')],
  [range(147001, 147005), row('administrator', 'fix', 'connection')],
  [[80008], row('none', 'later', 'busy')],
  [range(200_005, 200_007), row('administrator', 'fix', 'technical')],
  [[133000, 133005, 133006], row('administrator', 'fix', 'connection')],
  [[133008, 133009, 133015, 133016], row('administrator', 'later', 'connection')],
  [range(2_593_107, 2_593_109), row('administrator', 'never', 'technical')],
  [[2_388_012, 2_388_091, 2_388_093, 2_388_103], row('administrator', 'fix', 'connection')],
  [[2_494_100], row('administrator', 'backoff', 'maintenance')],
  [[...range(2_494_164, 2_494_168), 2_494_176, 2_494_177, 2_494_179], row('administrator', 'fix', 'connection')],
  [[1_752_041], row('none', 'never', 'technical')],
  // Codes from 141000 to 141010 are reasons in a health status. Codes of a health status are not
  // errors of a message.
  [range(141_000, 141_010), row('administrator', 'fix', 'connection')],
]

// Sub-codes of error 100. Meta returns them when a template is created or changed.
// biome-ignore format: one row, one entry of Meta's list
const TEMPLATES: readonly Entry[] = [
  [[192, 200_002], row('developer', 'fix', 'templateRefused')],
  [[2_388_019], row('administrator', 'fix', 'templateRefused')],
  [[2_388_023], row('administrator', 'later', 'templateRefused')],
  [[2_388_024], row('administrator', 'fix', 'templateRefused')],
  [[2_388_003, 2_388_039], row('administrator', 'fix', 'templateRefused')],
  [[2_388_040], row('administrator', 'fix', 'templateRefused')],
  [[2_388_047], row('administrator', 'fix', 'templateRefused')],
  [[2_388_060], row('administrator', 'fix', 'templateRefused')],
  [[2_388_072], row('administrator', 'fix', 'templateRefused')],
  [[2_388_073], row('administrator', 'fix', 'templateRefused')],
  [[2_388_081], row('administrator', 'fix', 'templateRefused')],
  [[2_388_273], row('administrator', 'fix', 'templateRefused')],
  [[2_388_293], row('administrator', 'fix', 'templateRefused')],
  [[2_388_299], row('administrator', 'fix', 'templateRefused')],
  [[2_388_318, 2_388_330], row('administrator', 'never', 'templateRefused')],
]

const known = ([codes, { ambiguous, ...rest }]: Entry) =>
  codes.map((code) => [code, { ...rest, code, certain: !ambiguous, known: true }] as const)

export const ERROR_TABLE: ReadonlyMap<number, WhatsAppError> = new Map(
  [...SENDING, ...OTHERS, ...TEMPLATES].flatMap(known),
)

/**
 * Returns the properties of an error code. An unknown code is never retried automatically. WhatsApp
 * reports a code together with the status `failed`, so the failure counts as certain even if the
 * code is unknown.
 */
export function errorFor(code: number): WhatsAppError {
  return (
    ERROR_TABLE.get(code) ?? {
      ...row('administrator', 'never', 'failed'),
      code,
      certain: true,
      known: false,
    }
  )
}

/**
 * The codes of rate limits and short maintenance. AWS documents 131042, a billing error, as
 * possibly temporary, so it is in the list too.
 */
const RETRIED = new Set([4, 80007, 130429, 131042, 131056, 131057])

/**
 * Returns whether a message may be resent automatically. The failure must be temporary, and
 * WhatsApp must certainly not have sent the message.
 */
export const mayRetryLater = (code: number): boolean => RETRIED.has(code)
