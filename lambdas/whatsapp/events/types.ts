// The events that WhatsApp and Connect send. Every field that an event may lack is optional. `raw`
// contains the whole event, including properties that these types lack.
import type { Json } from '#whatsapp/json/rules'

/**
 * The account and the business number that an event belongs to. The ids are Meta's ids. The ARNs
 * and AWS's account id are set if the event's envelope from AWS contains them.
 */
export interface Origin {
  readonly wabaId?: string
  readonly wabaArn?: string
  readonly phoneNumberId?: string
  readonly phoneNumberArn?: string
  /** The number in digits, without the plus sign. Meta sometimes adds spaces to the number. */
  readonly displayPhoneNumber?: string
  readonly awsAccountId?: string
}

/**
 * Usually at least one of `waId` and `userId` is set. WhatsApp may omit the number of a customer
 * who has a username.
 */
export interface ReportedCustomer {
  /** The phone number in digits, without the plus sign. */
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
  /** The id with which the file can be fetched from WhatsApp within 7 days. */
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
  /** A reaction. `emoji` is missing if the customer removed the reaction. */
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
       * The answers of a form: usually a JSON object, but possibly any other JSON value, or text
       * that is not JSON.
       */
      readonly answers?: unknown
      /**
       * The form that the customer answered, if this project sent the form. WhatsApp does not name
       * the form, so the name and the labels come from the stored reply that sent the form.
       */
      readonly form?: { readonly name: string; readonly labels?: Readonly<Record<string, string>> }
      readonly response?: string
      /**
       * Whether the permission to call has no end. Set only in an answer to a request for this
       * permission.
       */
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
      /** The customer's new user ids, and the previous user ids that they replace. */
      readonly userId?: string
      readonly previousUserId?: string
      readonly parentUserId?: string
      readonly previousParentUserId?: string
    }
  /** A message, such as a poll, whose content WhatsApp does not deliver to businesses. */
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
  /**
   * A message of a type that this project does not know. `what` names the type, and `raw` contains
   * the message.
   */
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
 * A message that an employee sent to the customer from the business's own phone. The phone and this
 * project share the business number.
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
 * The properties that a customer's message and an employee's message from the business phone have
 * in common.
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
  /**
   * The word as it was reported, if it differs from `status`, for example `fail` or an unknown
   * word.
   */
  readonly reported?: string
  /** The message's id: WhatsApp's id (wamid…) in webhooks, AWS's id in EventBridge events. */
  readonly messageId?: string
  /**
   * The id of the webhook's envelope. SendWhatsAppMessage may have returned the same id for the
   * message.
   */
  readonly awsMessageId?: string
  readonly from: 'webhook' | 'eventbridge'
  readonly at?: Date
  readonly customer: ReportedCustomer
  /** The text that this project sent with the message in `biz_opaque_callback_data`. */
  readonly callbackData?: string
  readonly conversation?: Json
  readonly pricing?: Json
  readonly errors: readonly ReportedError[]
  readonly raw: Json
}

/**
 * An EventBridge event about a customer's message. EventBridge's event does not contain the
 * message, and may not name the customer.
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
  /**
   * The new value, for example APPROVED, REJECTED, PAUSED or FLAGGED if `kind` is template.status.
   */
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
  /** The kind of messages that the customer stopped or resumed, such as `marketing_messages`. */
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
  /** The event of the call, for example connect or terminate. */
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
   * The name of the webhook's field, for example messages (for errors), account_update or
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
  /** Set if the event may contain a message that could not be parsed. */
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
