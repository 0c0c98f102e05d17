// Evaluates EventBridge's events about a sent message and about a received message.
import { type Observation, observed, type TestNumber, unobserved } from '../probe.ts'
import type { Recorded, Recorder } from '../recorder.ts'
import type { Sent } from '../sending.ts'

const PATIENCE_MS = 40_000

const eventsOf = (recorded: readonly Recorded[], { metaId }: TestNumber) =>
  recorded.filter(
    ({ from, body }) => from === 'events' && JSON.stringify(body.detail ?? {}).includes(metaId),
  )
const isReceived = ({ body }: Recorded) => /received/i.test(`${body['detail-type']}`)

/**
 * Returns an event about the message's status. If no event contains the message's id, returns the
 * latest event about any message of the number that is not in `before`.
 */
export async function statusEvent(
  recorder: Recorder,
  number: TestNumber,
  { messageId }: Sent,
  before: readonly Recorded[],
): Promise<Recorded | undefined> {
  const statusesIn = (recorded: readonly Recorded[]) =>
    eventsOf(recorded, number).filter((each) => !isReceived(each))
  const own = await recorder.until(
    (recorded) => statusesIn(recorded).find(({ body }) => body.detail?.messageId === messageId),
    PATIENCE_MS,
  )
  return own ?? statusesIn(await recorder.after(0)).findLast((each) => !before.includes(each))
}

export function idObservation(event: Recorded, { messageId }: Sent): Observation {
  const id: unknown = event.body.detail?.messageId
  if (id === messageId)
    return observed('eventMessageId', 'of-the-send', 'the event has the id that AWS returned')
  if (String(id).startsWith('wamid.'))
    return observed('eventMessageId', 'wamid', 'the event has an id that begins with wamid.')
  if (id === undefined) return observed('eventMessageId', 'none', 'the event has no messageId')
  return { guess: 'eventMessageId', evidence: 'the event has an id of another kind' }
}

/** Evaluates the events about messages from the test phone to the number. */
export async function receivedObservation(
  recorder: Recorder,
  number: TestNumber,
  phone: string,
  areStatusesSent: boolean,
): Promise<Observation[]> {
  const event = await recorder.until(
    (recorded) => eventsOf(recorded, number).find(isReceived),
    areStatusesSent ? 10_000 : 0,
  )
  if (event) {
    const hasSender = JSON.stringify(event.body.detail).includes(phone.slice(1))
    return [
      hasSender
        ? observed('receivedEvent', 'with-sender', 'the event names the number of the test phone')
        : observed('receivedEvent', 'without-sender', 'the event does not name the test phone'),
    ]
  }
  return areStatusesSent
    ? [
        observed(
          'receivedEvent',
          'not-sent',
          'statuses came, but no event about a received message',
        ),
      ]
    : unobserved(['receivedEvent'], 'EventBridge reported nothing about this number')
}
