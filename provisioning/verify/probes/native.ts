// The test phone's chat on a native number.
import type { Contact } from '@aws-sdk/client-connect'
import { topicArn } from '#deployment/resources'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { wrapped } from '../../../lambdas/aws/client.ts'
import { connect } from '../../../lambdas/aws/connect.ts'
import { parsedInstance } from '../../config/config.ts'
import { poll } from '../../engine/wait.ts'
import { attributesOf, chatsSince, contactOfPhone, describedContact } from '../contacts.ts'
import {
  answered,
  type Observation,
  observed,
  type Probe,
  SKIPPED,
  type Stage,
  type TestNumber,
  unobserved,
  type Verification,
} from '../probe.ts'
import { sendTestMessage, testText } from '../sending.ts'
import { idObservation, receivedObservation, statusEvent } from './status-events.ts'

interface NativeChat {
  number: TestNumber
  contactId: string
  /** The contact as Connect first described it. */
  contact: Contact
  startedAt: Date
  /** True if Connect streams the customer's messages. */
  isStreamed: boolean
}

const OPENING = 'VERIFY 1'
const SECOND = 'VERIFY 2'
const ANSWER = 'This is a test message of connect-whatsapp verify.'
const BUTTON = 'Verified'
const FOUND = { everyMs: 3_000, atMostMs: 60_000 }
const STREAMED_MS = 30_000

const evidenceTopic = ({ config }: Verification) =>
  topicArn('chat-evidence', parsedInstance(config.instance))

async function open(verification: Verification): Promise<NativeChat | string> {
  const { native: number, person, agent, recorder, host } = verification
  if (!number) return 'the configuration has no native number'
  const startedAt = host.now()
  const write = `From the test phone, send “${OPENING}” to ${number.number} (${number.displayName}).`
  if (!(await person.does(write))) return SKIPPED
  const find = () => contactOfPhone(number.instance, startedAt, verification)
  const contact = await poll(find, (each) => each !== undefined, FOUND, host.wait)
  if (!contact) return 'no chat of the test phone was found within a minute'
  const contactId = contact.Id!
  if (!(await person.does(`In the CCP, accept the chat of the test phone as ${agent}.`)))
    return SKIPPED
  await recorder.watch(evidenceTopic(verification), contactId)
  return { number, contactId, contact, startedAt, isStreamed: false }
}

const description: Probe<NativeChat> = {
  title: 'What DescribeContact returns for a native chat',
  guesses: ['endpointAddress', 'agentId'],
  async run({ number, contactId, contact }, verification) {
    const address = contact.CustomerEndpoint?.Address ?? contact.SystemEndpoint?.Address
    const { AgentInfo } = await describedContact(number.instance, contactId, verification)
    const isArn = AgentInfo?.Id?.startsWith('arn:')
    return [
      ...(address === undefined
        ? unobserved(['endpointAddress'], 'the contact has no endpoint')
        : [
            address.startsWith('+')
              ? observed('endpointAddress', 'with-plus', 'the address begins with +')
              : observed('endpointAddress', 'digits', 'the address does not begin with +'),
          ]),
      ...(AgentInfo?.Id === undefined
        ? unobserved(['agentId'], 'the contact names no agent')
        : [
            observed(
              'agentId',
              isArn ? 'arn' : 'id',
              `AgentInfo.Id is ${isArn ? 'an ARN' : 'an id'}`,
            ),
          ]),
    ]
  },
}

const attributes: Probe<NativeChat> = {
  title: 'What the flow copies into attributes',
  guesses: ['copiedCustomerNumber', 'copiedCustomerName'],
  async run({ number, contactId }, verification) {
    const found = await attributesOf(number.instance, contactId, verification)
    if (!('businessNumber' in found) && !('customerNumber' in found))
      return unobserved(this.guesses, 'the flow of the number copies no attributes')
    const { customerNumber, customerName } = found
    return [
      customerNumber
        ? observed('copiedCustomerNumber', 'filled', 'customerNumber has a value')
        : observed('copiedCustomerNumber', 'empty', 'customerNumber has no value'),
      customerName
        ? observed('copiedCustomerName', 'filled', 'customerName has a value')
        : observed('copiedCustomerName', 'empty', 'customerName has no value'),
    ]
  },
}

const streaming: Probe<NativeChat> = {
  title: 'Streaming of a native chat',
  guesses: ['nativeStreaming'],
  async run(chat, verification) {
    const { aws, config, person, recorder } = verification
    try {
      // The function contact-started has already made the same request, so the repeated request has
      // no further effect.
      await connect(wrapped(aws.connect), config.instance).startStreaming(
        chat.contactId,
        evidenceTopic(verification),
      )
    } catch (error) {
      if (!(error instanceof UpstreamFailure) || !error.certain || error.retryable) throw error
      return [observed('nativeStreaming', 'refused', 'StartContactStreaming was refused')]
    }
    const write = `From the test phone, send “${SECOND}” to ${chat.number.number}.`
    if (!(await person.does(write))) return unobserved(this.guesses, SKIPPED)
    const item = await recorder.until(
      (recorded) => recorded.find(({ body }) => body.Content === SECOND),
      STREAMED_MS,
    )
    chat.isStreamed = item !== undefined
    return [
      item
        ? observed('nativeStreaming', 'works', 'the second message was streamed')
        : observed(
            'nativeStreaming',
            'accepted-but-silent',
            'StartContactStreaming was accepted, but the second message was not streamed',
          ),
    ]
  },
}

const statuses: Probe<NativeChat> = {
  title: 'What EventBridge reports about a native number',
  guesses: ['nativeStatusEvents', 'eventMessageId', 'receivedEvent', 'templateInTranscript'],
  async run({ number }, verification) {
    const { recorder, phone, person } = verification
    const before = [...(await recorder.after(0))]
    const sent = await sendTestMessage(number, testText(ANSWER), verification)
    const event = await statusEvent(recorder, number, sent, before)
    const found: Observation[] = [
      event
        ? observed('nativeStatusEvents', 'sent', 'an event about the test message came')
        : observed('nativeStatusEvents', 'not-sent', 'no event came within 40 seconds'),
      ...(event ? [idObservation(event, sent)] : []),
      ...(await receivedObservation(recorder, number, phone, event !== undefined)),
    ]
    const isInChat = await person.sees(`Does the chat in the CCP show “${ANSWER}”?`)
    return [...found, answered('templateInTranscript', isInChat, ['yes', 'no'])]
  },
}

const taps: Probe<NativeChat> = {
  title: 'A tap on a button that Connect did not send',
  guesses: ['foreignTaps'],
  async run({ number, isStreamed }, verification) {
    const { person, recorder } = verification
    const interactive = {
      type: 'button',
      body: { text: 'Please press the button.' },
      action: { buttons: [{ type: 'reply', reply: { id: 'verify', title: BUTTON } }] },
    }
    await sendTestMessage(number, { type: 'interactive', interactive }, verification)
    if (!(await person.does(`On the test phone, press the button “${BUTTON}”.`)))
      return unobserved(this.guesses, SKIPPED)
    if (!isStreamed) {
      const isInChat = await person.sees(`Does the chat in the CCP show “${BUTTON}”?`)
      return [answered('foreignTaps', isInChat, ['as-text', 'dropped'])]
    }
    const item = await recorder.until(
      (recorded) => recorded.find(({ body }) => body.Content === BUTTON),
      STREAMED_MS,
    )
    return [
      item
        ? observed('foreignTaps', 'as-text', 'the button’s text was streamed')
        : observed('foreignTaps', 'dropped', 'nothing was streamed after the tap'),
    ]
  },
}

const hold: Probe<NativeChat> = {
  title: 'Hold',
  guesses: ['heldChats'],
  async run(_, { person }) {
    const isPossible = await person.sees(
      'In the CCP, put the chat on hold and resume it. Was that possible?',
    )
    return [answered('heldChats', isPossible, ['possible', 'refused'])]
  },
}

const DOCUMENTED_KINDS = ['FLOW', 'USER', 'QUEUE', 'PHONE_NUMBER']

const agentFlow: Probe<NativeChat> = {
  title: 'A flow that an agent runs in the chat',
  guesses: ['contactWords'],
  async run({ number, contactId }, verification) {
    const run =
      'In the CCP, run a flow in the chat with a quick connect (“Add to chat”). Skip this if the instance has no such quick connect.'
    if (!(await verification.person.does(run))) return unobserved(this.guesses, SKIPPED)
    const { NextContacts = [] } = await describedContact(number.instance, contactId, verification)
    const kinds = NextContacts.flatMap(
      ({ NextContactMetadata }) =>
        NextContactMetadata?.QuickConnectContactData?.QuickConnectType ?? [],
    )
    if (kinds.length === 0)
      return unobserved(this.guesses, 'NextContacts names no kind after the flow has run')
    const areKnown = kinds.every((kind) => DOCUMENTED_KINDS.includes(kind))
    return [
      observed(
        'contactWords',
        areKnown ? 'the-documented' : 'others',
        `NextContacts names ${kinds.join(', ')}`,
      ),
    ]
  },
}

const transfer: Probe<NativeChat> = {
  title: 'A transfer',
  guesses: ['transferredContact', 'describedEndpoints'],
  async run({ number, contactId, contact, startedAt }, verification) {
    const { person, host } = verification
    const endpointsOf = ({ CustomerEndpoint, SystemEndpoint }: Contact) =>
      [CustomerEndpoint, SystemEndpoint].filter((each) => each?.Address).length
    const first = endpointsOf(contact)
    const none = observed(
      'describedEndpoints',
      'none',
      'the first contact has no endpoint of the customer or no endpoint of the business',
    )
    const ask =
      'In the CCP, transfer the chat to a colleague with a quick connect, and let the colleague accept it. Skip this if there is no colleague.'
    if (!(await person.does(ask)))
      return [
        ...unobserved(['transferredContact'], SKIPPED),
        ...(first < 2 ? [none] : unobserved(['describedEndpoints'], SKIPPED)),
      ]
    const transferred = await poll(
      () => describedContact(number.instance, contactId, verification),
      ({ DisconnectTimestamp }) => DisconnectTimestamp !== undefined,
      FOUND,
      host.wait,
    )
    const next = (await chatsSince(number.instance, startedAt, verification)).find(
      (each) => each.initialContactId === contactId && each.contactId !== contactId,
    )
    const second =
      next && endpointsOf(await describedContact(number.instance, next.contactId, verification))
    return [
      transferObservation(transferred),
      ...(first < 2
        ? [none]
        : second === undefined
          ? unobserved(['describedEndpoints'], 'no second contact was found')
          : [
              second < 2
                ? observed(
                    'describedEndpoints',
                    'first-contact-only',
                    'the contact after the transfer lacks an endpoint',
                  )
                : observed('describedEndpoints', 'both', 'both contacts have both endpoints'),
            ]),
    ]
  },
}

function transferObservation({
  DisconnectTimestamp,
  DisconnectReason = '',
  NextContacts = [],
}: Contact): Observation {
  const kinds = NextContacts.map(
    ({ NextContactMetadata }) =>
      NextContactMetadata?.QuickConnectContactData?.QuickConnectType as string | undefined,
  )
  if (!DisconnectTimestamp)
    return { guess: 'transferredContact', evidence: 'the first contact has not ended' }
  if (kinds.some((kind) => kind === 'USER' || kind === 'QUEUE'))
    return observed('transferredContact', 'next-contact', 'NextContacts names the next contact')
  if (kinds.includes(undefined))
    return observed(
      'transferredContact',
      'next-contact-without-kind',
      'NextContacts names a contact without its kind',
    )
  if (/TRANSFER/i.test(DisconnectReason))
    return observed(
      'transferredContact',
      'disconnect-reason',
      'only DisconnectReason names the transfer',
    )
  return { guess: 'transferredContact', evidence: 'the contact names no transfer' }
}

export const nativeStage: Stage<NativeChat> = {
  title: 'A chat on a native number',
  messages: 2,
  open,
  probes: [description, attributes, streaming, statuses, taps, hold, agentFlow, transfer],
  async close(_, { person }) {
    await person.does('End the chat in the CCP, if it is still open.')
  },
}
