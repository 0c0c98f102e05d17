// Probes Connect's participant service and chat streaming in a bridged chat. The probes use the
// customer's connection to the chat.
import { StopContactCommand } from '@aws-sdk/client-connect'
import {
  AccessDeniedException,
  CreateParticipantConnectionCommand,
  GetTranscriptCommand,
  SendMessageCommand,
  StartAttachmentUploadCommand,
} from '@aws-sdk/client-connectparticipant'
import { notice } from '#model/notice'
import { wrapped } from '../../../lambdas/aws/client.ts'
import { connect } from '../../../lambdas/aws/connect.ts'
import { conversations } from '../../../lambdas/aws/conversations.ts'
import { answerUnlessRefused } from '../../../lambdas/aws/failure.ts'
import { tableOf } from '../../account/table.ts'
import { parsedInstance } from '../../config/config.ts'
import { observed, SKIPPED, unobserved } from '../probe.ts'
import { isAcceptedBy } from '../sending.ts'
import type { BridgedProbe } from './bridged-chat.ts'

const READ_MS = 20_000

export const receiptsInStream: BridgedProbe = {
  title: 'Receipts in the chat stream',
  guesses: ['streamedReceipts', 'streamedWords'],
  async run({ number }, { person, recorder }) {
    const write = `From the test phone, send “VERIFY 4” to ${number.number}, and look at it in the chat in the CCP.`
    if (!(await person.does(write))) return unobserved(this.guesses, SKIPPED)
    const receipt = await recorder.until(
      (recorded) => recorded.find(({ body }) => /message\.(read|delivered)/.test(body.ContentType)),
      READ_MS,
    )
    const item = (await recorder.after(0)).find(({ body }) => body.Content === 'VERIFY 4')
    const role: string | undefined = item?.body.ParticipantRole
    return [
      receipt
        ? observed('streamedReceipts', 'streamed', 'the stream has a receipt')
        : observed('streamedReceipts', 'not-streamed', 'no receipt came within 20 seconds'),
      ...(role === undefined
        ? unobserved(['streamedWords'], 'the message was not streamed')
        : [
            role === role.toUpperCase()
              ? observed('streamedWords', 'upper-case', 'ParticipantRole is in upper case')
              : observed('streamedWords', 'lower-case', 'ParticipantRole is not in upper case'),
          ]),
    ]
  },
}

export const transcript: BridgedProbe = {
  title: 'The transcript',
  guesses: ['transcriptIds', 'transcriptPages'],
  async run({ chat: { connectionToken } }, { aws, recorder }) {
    const { Transcript = [], NextToken } = await aws.participant.send(
      new GetTranscriptCommand({
        ConnectionToken: connectionToken!,
        ScanDirection: 'BACKWARD',
        SortOrder: 'ASCENDING',
        MaxResults: 100,
      }),
    )
    const streamed = (await recorder.after(0)).map(({ body }) => body.Id)
    const isSame = Transcript.some(({ Id }) => streamed.includes(Id))
    const count = `${Transcript.length} of at most 100 items came${NextToken ? ', and there are more' : ''}`
    return [
      isSame
        ? observed('transcriptIds', 'as-streamed', 'an item has the id that was streamed')
        : observed('transcriptIds', 'different', 'no item has an id that was streamed'),
      Transcript.length === 1 && NextToken
        ? observed('transcriptPages', 'one-item', count)
        : observed('transcriptPages', 'as-asked', count),
    ]
  },
}

export const upload: BridgedProbe = {
  title: 'The headers of an upload',
  guesses: ['uploadHeaderCase', 'uploadFileName'],
  async run({ chat: { connectionToken } }, { aws }) {
    // The upload is only announced. Nothing appears in the chat, because the file itself is not
    // uploaded.
    const { UploadMetadata } = await aws.participant.send(
      new StartAttachmentUploadCommand({
        ConnectionToken: connectionToken!,
        AttachmentName: '契約.pdf',
        ContentType: 'application/pdf',
        AttachmentSizeInBytes: 100,
        ClientToken: crypto.randomUUID(),
      }),
    )
    const headers = Object.entries(UploadMetadata?.HeadersToInclude ?? {})
    const named = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)
    const [typeName] = named('content-type') ?? []
    const [, disposition] = named('content-disposition') ?? []
    return [
      ...(typeName === undefined
        ? unobserved(['uploadHeaderCase'], 'the headers have no Content-Type')
        : [
            typeName === typeName.toLowerCase()
              ? observed('uploadHeaderCase', 'lower-case', `the header is named ${typeName}`)
              : observed('uploadHeaderCase', 'title-case', `the header is named ${typeName}`),
          ]),
      ...(disposition === undefined
        ? unobserved(['uploadFileName'], 'the headers have no Content-Disposition')
        : [
            /^[\x20-\x7e]*$/.test(disposition)
              ? observed('uploadFileName', 'percent-encoded', 'Content-Disposition is ASCII')
              : observed('uploadFileName', 'as-it-is', 'Content-Disposition is not ASCII'),
          ]),
    ]
  },
}

export const longText: BridgedProbe = {
  title: 'A long text in the chat',
  guesses: ['messageLength'],
  async run({ chat: { connectionToken } }, { aws }) {
    const Content = notice('This tests how long a message may be. ').padEnd(1_100, '.')
    const isAccepted = await isAcceptedBy(() =>
      aws.participant.send(
        new SendMessageCommand({
          ConnectionToken: connectionToken!,
          ContentType: 'text/plain',
          Content,
          ClientToken: crypto.randomUUID(),
        }),
      ),
    )
    return [
      isAccepted
        ? observed('messageLength', '16384-bytes', '1100 characters were accepted')
        : observed('messageLength', '1024-characters', '1100 characters were refused'),
    ]
  },
}

export const repeatedStart: BridgedProbe = {
  title: 'A repeated StartChatContact',
  guesses: ['repeatedStart'],
  async run({ conversation, chat }, { aws, config, chatFlowId }) {
    const known = await conversations(tableOf(aws)).get(conversation)
    if (!known || !chatFlowId)
      return unobserved(this.guesses, 'the stack or its record of the chat is missing')
    const { startChat } = connect(wrapped(aws.connect), config.instance, { chatFlowId })
    const openedBy = [chat.openedBy, ...(chat.take ? [chat.take] : [])].join('/')
    const { contactId } = await startChat({ customer: known.customer, conversation, openedBy })
    if (contactId === chat.contactId)
      return [
        observed('repeatedStart', 'the-first-chat', 'the second start returned the same contact'),
      ]
    const InstanceId = parsedInstance(config.instance).id
    await aws.connect.send(new StopContactCommand({ InstanceId, ContactId: contactId }))
    return [
      observed(
        'repeatedStart',
        'another-chat',
        'the second start returned another contact, which was ended',
      ),
    ]
  },
}

export const ended: BridgedProbe = {
  title: 'The token of a chat that has ended',
  guesses: ['endedParticipantToken'],
  async run({ chat: { participantToken } }, { aws, person }) {
    if (!(await person.does('In the CCP, end the chat.'))) return unobserved(this.guesses, SKIPPED)
    const connecting = new CreateParticipantConnectionCommand({
      ParticipantToken: participantToken!,
      Type: ['CONNECTION_CREDENTIALS'],
      ConnectParticipant: true,
    })
    const connected = await answerUnlessRefused(
      aws.participant.send(connecting),
      AccessDeniedException,
    )
    return [
      connected
        ? observed('endedParticipantToken', 'accepted', 'the token still gives a connection')
        : observed(
            'endedParticipantToken',
            'refused',
            'Connect refused the token with AccessDeniedException',
          ),
    ]
  },
}
