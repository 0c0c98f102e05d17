// The events that WhatsApp and Connect send. All fields that may be missing are optional. `raw`
// contains the whole event, including everything that has no field here.
import type { Json } from '#whatsapp/json/rules'

/**
 * The account and the business number an event belongs to, by Meta's ids, and by AWS's ids if the
 * envelope maps them.
 */
export interface Origin {
  readonly wabaId?: string
  readonly wabaArn?: string
  readonly phoneNumberId?: string
  readonly phoneNumberArn?: string
  /** Meta writes the number as digits without +, sometimes with spaces. */
  readonly displayPhoneNumber?: string
  readonly awsAccountId?: string
}

/**
 * Usually at least one of `waId` and `userId` is set. Customers who adopted a username may have no
 * number.
 */
export interface ReportedCustomer {
  /** The number as digits without +. */
  readonly waId?: string
  /** The business-scoped user id, for example US.13491208655302741918. */
  readonly userId?: string
  readonly parentUserId?: string
  readonly name?: string
  readonly username?: string
}

export interface ReportedError {
  readonly code: number
  readonly title?: string
  readonly message?: string
  readonly details?: string
  readonly href?: string
}

export interface InboundMedia {
  readonly type: 'image' | 'video' | 'audio' | 'document' | 'sticker'
  /** The media id. The file must be fetched within 7 days. */
  readonly mediaId?: string
  readonly mimeType?: string
  readonly sha256?: string
  readonly url?: string
  readonly caption?: string
  readonly filename?: string
  readonly voice?: boolean
  readonly animated?: boolean
}

export type InboundContent =
  | { readonly type: 'text'; readonly body: string }
  | InboundMedia
  | {
      readonly type: 'location'
      readonly latitude?: number
      readonly longitude?: number
      readonly name?: string
      readonly address?: string
      readonly url?: string
    }
  | { readonly type: 'contacts'; readonly contacts: readonly Json[] }
  /** The emoji is missing if the reaction was removed. */
  | { readonly type: 'reaction'; readonly messageId?: string; readonly emoji?: string }
  /** The customer tapped a quick reply of a template. */
  | { readonly type: 'button'; readonly text?: string; readonly payload?: string }
  | {
      readonly type: 'interactive'
      /**
       * The kind of the reply, for example button_reply, list_reply, nfm_reply or
       * call_permission_reply.
       */
      readonly reply?: string
      readonly id?: string
      readonly title?: string
      readonly description?: string
      /**
       * The answers of a form. Usually a JSON object, but it can be any JSON value, or text that is
       * not JSON.
       */
      readonly answers?: unknown
      /**
       * The form that was answered, if this project has sent it. WhatsApp does not name the form,
       * so the name and the labels come from the reply with which it was sent.
       */
      readonly form?: { readonly name: string; readonly labels?: Readonly<Record<string, string>> }
      readonly response?: string
      /** Set for a permission to call. */
      readonly isPermanent?: boolean
      readonly expiresAt?: Date
    }
  | {
      readonly type: 'order'
      readonly catalogId?: string
      readonly text?: string
      readonly productItems: readonly Json[]
    }
  | {
      readonly type: 'system'
      readonly change?: string
      readonly body?: string
      readonly waId?: string
      /** The new ids, and the previous ids that they replace. */
      readonly userId?: string
      readonly previousUserId?: string
      readonly parentUserId?: string
      readonly previousParentUserId?: string
    }
  /** A message whose content WhatsApp does not forward, such as a poll. */
  | {
      readonly type: 'unsupported'
      readonly what?: string
      readonly errors: readonly ReportedError[]
    }
  /**
   * The customer edited a message. `text` is the new text or caption, and `what` the type of the
   * new message.
   */
  | {
      readonly type: 'edit'
      readonly originalMessageId?: string
      readonly text?: string
      readonly what?: string
    }
  | { readonly type: 'revoke'; readonly originalMessageId?: string }
  /** A message of an unknown type, which `what` names. The message is in `raw`. */
  | { readonly type: 'other'; readonly what?: string }

export interface MessageEvent {
  readonly about: 'message'
  /** `message.` followed by WhatsApp's type, for example message.text or message.image. */
  readonly kind: string
  readonly origin: Origin
  readonly id?: string
  readonly at?: Date
  readonly customer: ReportedCustomer
  readonly content: InboundContent
  /** The message that this message quotes. */
  readonly quotes?: { readonly id?: string; readonly from?: string }
  readonly forwarded?: boolean
  /** The advertisement or post from which the customer came. */
  readonly referral?: Json
  readonly referredProduct?: Json
  readonly groupId?: string
  readonly errors: readonly ReportedError[]
  readonly raw: Json
}

/**
 * An employee wrote to the customer on the business's own phone, which shares its number with this
 * project.
 */
export interface EchoEvent {
  readonly about: 'echo'
  readonly kind: 'echo'
  readonly origin: Origin
  readonly id?: string
  readonly at?: Date
  /** The customer who received the message. */
  readonly customer: ReportedCustomer
  readonly content: InboundContent
  readonly raw: Json
}

/**
 * The members that a customer's message and a colleague's answer on the business phone have in
 * common.
 */
export type WrittenEvent = Pick<EchoEvent, 'origin' | 'customer' | 'at' | 'content'> &
  Pick<MessageEvent, 'quotes' | 'forwarded' | 'referral' | 'referredProduct'>

export interface StatusEvent {
  readonly about: 'status'
  /** `status.` followed by the status, for example status.sent or status.delivered. */
  readonly kind: string
  readonly origin: Origin
  /**
   * One of accepted, sent, delivered, read, played, failed, deleted and warning, or `unknown`.
   */
  readonly status: string
  /** The reported word, if `status` is another one: for example fail, or an unknown word. */
  readonly reported?: string
  /** WhatsApp's id (wamid…) in webhooks, AWS's id in EventBridge events. */
  readonly messageId?: string
  /** The id of the webhook's envelope. The id may be the one that SendWhatsAppMessage returned. */
  readonly awsMessageId?: string
  readonly from: 'webhook' | 'eventbridge'
  readonly at?: Date
  readonly customer: ReportedCustomer
  /** The value of biz_opaque_callback_data in our message. */
  readonly callbackData?: string
  readonly conversation?: Json
  readonly pricing?: Json
  readonly errors: readonly ReportedError[]
  readonly raw: Json
}

/**
 * EventBridge reports that a customer wrote. The event does not contain the message, and may not
 * name the customer.
 */
export interface ReceivedEvent {
  readonly about: 'received'
  readonly kind: 'received'
  readonly origin: Origin
  readonly at?: Date
  readonly customer: ReportedCustomer
  readonly raw: Json
}

export interface TemplateEvent {
  readonly about: 'template'
  readonly kind:
    | 'template.status'
    | 'template.quality'
    | 'template.category'
    | 'template.components'
  readonly origin: Origin
  readonly template: {
    readonly id?: string
    readonly name?: string
    readonly language?: string
    readonly category?: string
  }
  /** The new value, for example APPROVED, REJECTED, PAUSED or FLAGGED for template.status. */
  readonly status?: string
  readonly reason?: string
  readonly quality?: { readonly previous?: string; readonly current?: string }
  readonly category?: {
    readonly previous?: string
    readonly current?: string
    readonly correct?: string
    readonly changesAt?: Date
  }
  readonly raw: Json
}

export interface PreferenceEvent {
  readonly about: 'preferences'
  readonly kind: 'preferences'
  readonly origin: Origin
  readonly customer: ReportedCustomer
  /** The kind of messages that the customer stops or resumes, such as marketing_messages. */
  readonly category?: string
  /** `stop` or `resume`. */
  readonly value?: string
  readonly detail?: string
  readonly at?: Date
  readonly raw: Json
}

export interface UserIdEvent {
  readonly about: 'user_id'
  readonly kind: 'user_id'
  readonly origin: Origin
  readonly customer: ReportedCustomer
  readonly previous?: string
  readonly current?: string
  readonly at?: Date
  readonly raw: Json
}

export interface CallEvent {
  readonly about: 'call'
  readonly kind: 'call'
  readonly origin: Origin
  readonly id?: string
  readonly at?: Date
  readonly customer: ReportedCustomer
  /** What happened to the call, for example connect or terminate. */
  readonly event?: string
  /** USER_INITIATED or BUSINESS_INITIATED. */
  readonly direction?: string
  /** Why the call failed. */
  readonly errors: readonly ReportedError[]
  readonly raw: Json
}

export interface AccountEvent {
  readonly about: 'account'
  readonly kind: 'account'
  readonly origin: Origin
  /**
   * The webhook's field, for example messages (for errors), account_update or
   * phone_number_quality_update.
   */
  readonly field: string
  readonly event?: string
  readonly errors: readonly ReportedError[]
  readonly raw: Json
}

export interface UnknownEvent {
  readonly about: 'unknown'
  readonly kind: 'unknown'
  readonly origin: Origin
  readonly field?: string
  /** Set if a message may be in it, but not in the form in which messages are read. */
  readonly isUnreadable?: true
  readonly raw: unknown
}

export type WhatsAppEvent =
  | MessageEvent
  | EchoEvent
  | StatusEvent
  | TemplateEvent
  | PreferenceEvent
  | UserIdEvent
  | CallEvent
  | AccountEvent
  | UnknownEvent
