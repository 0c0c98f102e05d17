// The records of the emulated Connect: numbers, flows, chats and files.
import type { InboundMessage } from '../links.ts'

export interface PhoneNumber {
  readonly id: string
  readonly arn: string
  readonly instanceArn: string
  readonly sourceArn: string
  readonly number: string
  readonly description: string | undefined
  readonly tags: Record<string, string>
  status: 'IN_PROGRESS' | 'CLAIMED' | 'FAILED'
  message: string | undefined
}

export interface Flow {
  readonly id: string
  readonly arn: string
  readonly name: string
  readonly type: string
  readonly status: 'PUBLISHED' | 'SAVED'
  readonly description: string | undefined
  readonly content: string
  readonly tags: Record<string, string>
  readonly modifiedAt: number
}

/** A chat: a chain of contacts that share an InitialContactId, and the messages in them. */
export interface Chat {
  /** The id of the chat's first contact. */
  readonly id: string
  readonly flow: Flow
  readonly contentTypes: readonly string[]
  /**
   * The customer and the business number of a native chat, in which Connect itself exchanges the
   * messages with WhatsApp. Undefined for other chats.
   */
  readonly whatsapp: WhatsAppEnds | undefined
  readonly customer: Participant
  /** The custom bot that the company has added to the chat, if any. */
  bot?: Participant
  /** The contacts, oldest first. Only the last contact can be with an agent. */
  readonly contacts: Contact[]
  readonly attributes: Record<string, string>
  readonly transcript: Item[]
  readonly streams: {
    readonly id: string
    readonly topicArn: string
    readonly clientToken: string | undefined
  }[]
  attachments: number
  lastItemAt: number
  /** Resolves once all items so far have been published to the SNS topics. */
  published: Promise<unknown>
  cancelExpiry: () => void
}

export type WhatsAppEnds = Pick<InboundMessage, 'phoneNumberArn' | 'businessNumber' | 'customer'>

export interface Contact {
  readonly id: string
  readonly chat: Chat
  readonly previousContactId: string | undefined
  readonly initiationMethod: 'INBOUND' | 'API' | 'TRANSFER' | 'QUEUE_TRANSFER'
  readonly initiatedAt: number
  /**
   * The queue in which the contact waits or has waited. `agentId` is set if this is an agent's own
   * queue, which receives the contacts that are transferred to the agent.
   */
  queue:
    | { readonly id: string; readonly at: number; readonly agentId: string | undefined }
    | undefined
  agent:
    | { readonly id: string; readonly connectedAt: number; readonly participant: Participant }
    | undefined
  /**
   * `since` is the time at which the current hold began, and `totalMs` is the duration of earlier
   * holds.
   */
  readonly hold: { since: number | undefined; totalMs: number }
  /** The participants and flows that the agent added to the chat with quick connects. */
  readonly added: { readonly id: string; readonly type: QuickConnectType; readonly at: number }[]
  updatedAt: number
  ended: { readonly at: number; readonly reason: EndReason } | undefined
  /**
   * The chat participants for the agents to whom the contact was offered, by agent id. A
   * participant is created when the contact is first offered to the agent.
   */
  readonly offered: Map<string, Participant>
}

// https://docs.aws.amazon.com/connect/latest/APIReference/API_QuickConnectContactData.html
export type QuickConnectType = 'USER' | 'QUEUE' | 'PHONE_NUMBER' | 'FLOW'

export type EndReason =
  | 'AGENT_DISCONNECT'
  | 'CUSTOMER_DISCONNECT'
  | 'CONTACT_FLOW_DISCONNECT'
  | 'API'
  | 'EXPIRED'
  | 'TRANSFERRED'

/** A contact of the channel TASK. The sandbox puts tasks into queues, but no agent accepts them. */
export interface Task {
  readonly id: string
  readonly name: string
  description: string | undefined
  readonly queueId: string | undefined
  readonly initiatedAt: number
  ended: { readonly at: number } | undefined
}

/** Returns the last contact of the chat, which is the only contact that can be with an agent. */
export const current = ({ contacts }: Chat): Contact => contacts[contacts.length - 1]!

export const isOver = (chat: Chat) => current(chat).ended !== undefined

export interface Participant {
  readonly id: string
  readonly role: 'CUSTOMER' | 'AGENT' | 'SYSTEM' | 'CUSTOM_BOT'
  readonly name: string
  /**
   * The responses to the participant's earlier requests, by operation and ClientToken. A repeated
   * request gets the same response.
   */
  readonly answers: Map<string, object>
  joined: boolean
  /** Set once a custom bot has been disconnected because an agent joined. */
  left?: true
}

/** An item of a chat, in the form in which Connect streams it and GetTranscript returns it. */
export interface Item {
  readonly AbsoluteTime: string
  readonly Content?: string
  readonly ContentType?: string
  readonly Id: string
  readonly Type: 'MESSAGE' | 'EVENT' | 'ATTACHMENT'
  readonly ParticipantId?: string
  readonly DisplayName?: string
  readonly ParticipantRole?: Participant['role']
  readonly InitialContactId: string
  readonly ContactId: string
  readonly Attachments?: readonly {
    AttachmentId: string
    AttachmentName: string
    ContentType: string
    Status: 'IN_PROGRESS' | 'APPROVED' | 'REJECTED'
  }[]
  readonly MessageMetadata?: { MessageId: string; Receipts: readonly Receipt[] }
}

export interface Receipt {
  readonly DeliveredTimestamp?: string
  readonly ReadTimestamp?: string
  readonly RecipientParticipantId: string
}

export interface Attachment {
  readonly id: string
  readonly chat: Chat
  readonly by: Participant
  readonly name: string
  readonly contentType: string
  readonly size: number
  readonly bucket: string
  readonly key: string
  status: 'UPLOADING' | 'IN_PROGRESS' | 'APPROVED' | 'REJECTED'
}
