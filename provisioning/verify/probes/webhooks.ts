// Probes the webhooks of a bridged number, and the statuses of messages that the number sends.
import {
  type Observation,
  observed,
  type TestNumber,
  unobserved,
  type Verification,
} from '../probe.ts'
import type { Recorded } from '../recorder.ts'
import { isAcceptedBy, type Sent, sendRaw, sendTestMessage, testText } from '../sending.ts'
import { type BridgedProbe, valuesIn, webhooksIn } from './bridged-chat.ts'
import { idObservation, receivedObservation, statusEvent } from './status-events.ts'

type Json = Record<string, any>

/** A status of a message that `verify` sent, and the envelope that contained the status. */
interface Status {
  envelope: Json
  status: Json
  hasContacts: boolean
}

/** Two messages and their statuses: one that arrives, and one that WhatsApp refuses. */
interface Attempts {
  good: readonly Status[]
  arrived: Sent
  failed: Status | undefined
  refused: Sent
}

const STATUSES_MS = 40_000
/** No WABA has a template of this name. */
const MISSING_TEMPLATE = 'connect_whatsapp_verify_missing'

export const webhookForm: BridgedProbe = {
  title: 'The form of a webhook',
  guesses: ['envelopeArns', 'waIdForm', 'idForm', 'eventTime'],
  async run({ opening: { envelope, text, entry } }) {
    const { MetaWabaIds = [], MetaPhoneNumberIds = [] } = envelope.context ?? {}
    const areNamed = [MetaWabaIds, MetaPhoneNumberIds].every(([first]) => first?.arn)
    const [{ from, timestamp } = {} as Json] =
      valuesIn({ envelope, text, entry })[0]?.messages ?? []
    const isQuoted = new RegExp(`"id"\\s*:\\s*"${entry.id}"`).test(text)
    return [
      areNamed
        ? observed('envelopeArns', 'named', 'the envelope has both ARNs')
        : observed('envelopeArns', 'not-named', 'the envelope lacks an ARN'),
      senderObservation(String(from)),
      isQuoted
        ? observed('idForm', 'text', 'the id of the WABA is text')
        : observed('idForm', 'number', 'the id of the WABA is a number'),
      timeObservation(timestamp),
    ]
  },
}

function senderObservation(from: string): Observation {
  if (/^\d+$/.test(from)) return observed('waIdForm', 'digits', 'the sender consists of digits')
  if (/^\+\d+$/.test(from)) return observed('waIdForm', 'with-plus', 'the sender begins with +')
  return observed('waIdForm', 'user-id', 'the sender is not a phone number')
}

function timeObservation(time: unknown): Observation {
  if (typeof time === 'string' && /^\d{10}$/.test(time))
    return observed('eventTime', 'seconds-as-text', 'timestamp is text of ten digits')
  if (typeof time === 'number')
    return time < 10_000_000_000
      ? observed('eventTime', 'seconds', 'timestamp is a number of seconds')
      : observed('eventTime', 'milliseconds', 'timestamp is a number of milliseconds')
  return typeof time === 'string' && !Number.isNaN(Date.parse(time))
    ? observed('eventTime', 'iso-8601', 'timestamp is a date as text')
    : { guess: 'eventTime', evidence: 'timestamp has a form that nobody documents' }
}

export const statusesOfSent: BridgedProbe = {
  title: 'The statuses of a message that arrives, and of a message that WhatsApp refuses',
  guesses: [
    ...(['acceptedStatus', 'statusCallbackData', 'envelopeMessageId', 'statusWamid'] as const),
    ...(['failureWords', 'errorShape', 'contactsOfStatus'] as const),
    ...(['eventMessageId', 'receivedEvent'] as const),
  ],
  async run({ number }, verification) {
    const { recorder, phone } = verification
    const recordedBefore = [...(await recorder.after(0))]
    const before = statusesIn(recordedBefore).length
    const arrived = await sendTestMessage(
      number,
      testText('This is a test message of connect-whatsapp verify.'),
      verification,
    )
    const event = await statusEvent(recorder, number, arrived, recordedBefore)
    await recorder.until(
      (recorded) => statusesIn(recorded).slice(before).find(isOfMeta),
      STATUSES_MS,
    )
    const good = statusesIn(await recorder.after(0)).slice(before)
    const template = { name: MISSING_TEMPLATE, language: { code: 'en_US' } }
    const refused = await sendTestMessage(number, { type: 'template', template }, verification)
    const failed = await recorder.until(
      (recorded) => statusesIn(recorded).slice(before).find(isFailed),
      STATUSES_MS,
    )
    return [
      ...(event ? [idObservation(event, arrived)] : unobserved(['eventMessageId'], NO_EVENT)),
      ...(await receivedObservation(recorder, number, phone, event !== undefined)),
      ...arrivalObservations(good, arrived),
      ...keyObservations({ good, arrived, failed, refused }),
      ...failureObservations(failed),
    ]
  },
}

const NO_EVENT = 'EventBridge reported nothing about the test message'
const NO_STATUS = 'no status came within 40 seconds'

/**
 * Returns the statuses among the recorded events. Only statuses of messages to the test phone are
 * recorded.
 */
const statusesIn = (recorded: readonly Recorded[]): Status[] =>
  webhooksIn(recorded).flatMap((webhook) =>
    valuesIn(webhook).flatMap(({ statuses = [], contacts }) =>
      statuses.map((status: Json) => ({
        envelope: webhook.envelope,
        status,
        hasContacts: contacts !== undefined,
      })),
    ),
  )

const isFailed = ({ status: { errors } }: Status): boolean => errors !== undefined
const isAccepted = ({ status }: Status): boolean => status.status === 'accepted'
const isOfMeta = (each: Status): boolean => !isAccepted(each) && !isFailed(each)

function arrivalObservations(statuses: readonly Status[], arrived: Sent): Observation[] {
  if (statuses.length === 0) return unobserved(['acceptedStatus', 'contactsOfStatus'], NO_STATUS)
  // AWS itself creates the status “accepted”. The status can be recognized only if its envelope
  // contains the id of the sent message.
  const isRecognizable = statuses.some(({ envelope }) => envelope.messageId === arrived.messageId)
  return [
    ...(statuses.some(isAccepted)
      ? [observed('acceptedStatus', 'yes', 'a status “accepted” came')]
      : isRecognizable
        ? [observed('acceptedStatus', 'no', 'statuses came, but none “accepted”')]
        : unobserved(
            ['acceptedStatus'],
            'an “accepted” status would not contain the id of the message',
          )),
    statuses.some(({ hasContacts }) => hasContacts)
      ? observed('contactsOfStatus', 'with-contacts', 'a status came with contacts')
      : observed('contactsOfStatus', 'without-contacts', 'no status came with contacts'),
  ]
}

/**
 * Finds out which fields of a status and of its envelope identify the message to which the status
 * belongs.
 */
function keyObservations({ good, arrived, failed, refused }: Attempts): Observation[] {
  const ofMeta = good.filter(isOfMeta)
  if (ofMeta.length === 0)
    return unobserved(['statusCallbackData', 'envelopeMessageId', 'statusWamid'], NO_STATUS)
  const hasData = ofMeta.some(({ status }) => status.biz_opaque_callback_data === arrived.data)
  const hasWamid = ofMeta.some(({ status }) => typeof status.id === 'string')
  const isOfSend =
    good.some(({ envelope }) => envelope.messageId === arrived.messageId) ||
    failed?.envelope.messageId === refused.messageId
  return [
    keyed(
      'statusCallbackData',
      hasData,
      failed && failed.status.biz_opaque_callback_data === refused.data,
    ),
    keyed('statusWamid', hasWamid, failed && typeof failed.status.id === 'string'),
    isOfSend
      ? observed('envelopeMessageId', 'of-the-send', 'an envelope has the id that AWS returned')
      : observed('envelopeMessageId', 'of-the-event', 'no envelope has the id that AWS returned'),
  ]
}

const KEYS = {
  statusCallbackData: 'the callback data of the message',
  statusWamid: 'WhatsApp’s id of the message',
} as const

function keyed(
  guess: keyof typeof KEYS,
  others: boolean,
  failed: boolean | undefined,
): Observation {
  const key = KEYS[guess]
  if (!others) return observed(guess, 'none', `no status contains ${key}`)
  if (failed === undefined) return { guess, evidence: 'no failed status came within 40 seconds' }
  return failed
    ? observed(guess, 'every-status', `the failed status contains ${key}, too`)
    : observed(
        guess,
        'not-of-failed',
        `the failed status does not contain ${key}, but other statuses do`,
      )
}

const FAILURE_WORDS = [
  'failed',
  'fail',
  'Message retries exhausted, dropping message.',
  'undeliverable',
] as const

function failureObservations(failed: Status | undefined): Observation[] {
  if (!failed) return unobserved(['failureWords', 'errorShape'], NO_STATUS)
  const { status: word, errors } = failed.status
  const known = FAILURE_WORDS.find((each) => each === word)
  return [
    known
      ? observed('failureWords', known, `the refused message has the status “${known}”`)
      : { guess: 'failureWords', evidence: 'the refused message has another status' },
    Array.isArray(errors)
      ? observed('errorShape', 'webhook', 'errors is a list')
      : observed('errorShape', 'graph', 'errors has one member named error'),
  ]
}

export const requests: BridgedProbe = {
  title: 'What SendWhatsAppMessage accepts',
  guesses: ['sentReceipts', 'plusInTo', 'recipientField'],
  async run({ number, opening }, verification) {
    const { phone } = verification
    const [{ contacts = [], messages = [] } = {} as Json] = valuesIn(opening)
    const userId: string | undefined = messages[0]?.from_user_id ?? contacts[0]?.user_id
    const receipt = { status: 'read', message_id: messages[0]?.id }
    const text = testText('This message tests the form of your number.')
    const isReceiptAccepted = await isAcceptedBy(() =>
      sendRaw(number, { messaging_product: 'whatsapp', ...receipt }, verification),
    )
    const isDigitsAccepted = await isAcceptedBy(() =>
      sendTestMessage(number, { ...text, to: phone.slice(1) }, verification),
    )
    return [
      isReceiptAccepted
        ? observed('sentReceipts', 'passed-on', 'AWS accepted a read receipt')
        : observed('sentReceipts', 'refused', 'AWS refused a read receipt'),
      isDigitsAccepted
        ? observed('plusInTo', 'no', 'AWS accepted a number without its plus')
        : observed('plusInTo', 'yes', 'AWS refused a number without its plus'),
      ...(userId
        ? [await recipientObservation(number, userId, verification)]
        : unobserved(['recipientField'], 'the webhook names no user id of the test phone')),
    ]
  },
}

async function recipientObservation(
  number: TestNumber,
  recipient: string,
  verification: Verification,
): Promise<Observation> {
  const text = testText('This message tests your user id.')
  const send = () => sendTestMessage(number, { ...text, to: undefined, recipient }, verification)
  return (await isAcceptedBy(send))
    ? observed('recipientField', 'accepted', 'AWS accepted a user id as recipient')
    : observed('recipientField', 'refused', 'AWS refused a user id as recipient')
}
