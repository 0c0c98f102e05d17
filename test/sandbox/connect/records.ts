// What the pretend Connect remembers of numbers, flows, chats and files.
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

/** One conversation in Connect: the chain of contacts that share an InitialContactId, and what was said in them. */
export interface Chat {
  /** The id of its first contact. */
  readonly id: string
  readonly flow: Flow
  readonly contentTypes: readonly string[]
  /** Only where Connect itself receives from and delivers to WhatsApp. */
  readonly whatsapp: WhatsAppEnds | undefined
  readonly customer: Participant
  /** Oldest first. The last is the one an agent may hold. */
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
  /** Settles when everything said so far has been given to the topics. */
  published: Promise<unknown>
  cancelExpiry: () => void
}

export type WhatsAppEnds = Pick<InboundMessage, 'phoneNumberArn' | 'businessNumber' | 'customer'>

export interface Contact {
  readonly id: string
  readonly chat: Chat
  readonly previousContactId: string | undefined
  readonly initiationMethod: 'INBOUND' | 'API' | 'TRANSFER'
  readonly initiatedAt: number
  /** `agentId`: an agent's own queue, which a transfer to that agent goes to. */
  queue:
    | { readonly id: string; readonly at: number; readonly agentId: string | undefined }
    | undefined
  agent:
    | { readonly id: string; readonly connectedAt: number; readonly participant: Participant }
    | undefined
  /** Since when the customer is on hold, and for how long before. */
  readonly hold: { since: number | undefined; totalMs: number }
  updatedAt: number
  ended: { readonly at: number; readonly reason: EndReason } | undefined
  /** Agents it was offered to, in their panels: their part in the chat, before anybody has accepted. By agent id. */
  readonly offered: Map<string, Participant>
}

export type EndReason =
  | 'AGENT_DISCONNECT'
  | 'CUSTOMER_DISCONNECT'
  | 'CONTACT_FLOW_DISCONNECT'
  | 'API'
  | 'EXPIRED'
  | 'TRANSFERRED'

/** The contact of the chat that an agent may hold. */
export const current = ({ contacts }: Chat): Contact => contacts[contacts.length - 1]!

export const isOver = (chat: Chat) => current(chat).ended !== undefined

export interface Participant {
  readonly id: string
  readonly role: 'CUSTOMER' | 'AGENT' | 'SYSTEM'
  readonly name: string
  /** What it was answered to a ClientToken: `operation token` → the answer. */
  readonly answers: Map<string, object>
  joined: boolean
}

/** As it is streamed and as GetTranscript tells it. */
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
