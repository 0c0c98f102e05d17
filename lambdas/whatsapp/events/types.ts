// What WhatsApp and Connect tell us, typed. Whatever may be missing is optional; `raw` keeps what no field here holds.
import type { Json } from '#whatsapp/json/rules'

/** Where an event belongs: the account and business number, by Meta's ids, and by AWS's where the envelope maps them. */
export interface Origin {
  readonly wabaId?: string
  readonly wabaArn?: string
  readonly phoneNumberId?: string
  readonly phoneNumberArn?: string
  /** As Meta writes it: digits without +, sometimes with blanks. */
  readonly displayPhoneNumber?: string
  readonly awsAccountId?: string
}

/** At least one of `waId` and `userId`, as a rule; customers who adopted a username may have no number. */
export interface Customer {
  /** The number, digits without +. */
  readonly waId?: string
  /** Business-scoped user id, as US.13491208655302741918. */
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
  /** Fetch it within 7 days. */
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
  /** Without an emoji, the reaction was taken back. */
  | { readonly type: 'reaction'; readonly messageId?: string; readonly emoji?: string }
  /** A tap on a template's quick reply. */
  | { readonly type: 'button'; readonly text?: string; readonly payload?: string }
  | {
      readonly type: 'interactive'
      /** button_reply, list_reply, nfm_reply, call_permission_reply, … */
      readonly reply?: string
      readonly id?: string
      readonly title?: string
      readonly description?: string
      /** A form's answers, when they are an object. */
      readonly answers?: Json
      readonly response?: string
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
    }
  /** Something WhatsApp does not pass on (an edit, a poll, …). */
  | {
      readonly type: 'unsupported'
      readonly what?: string
      readonly errors: readonly ReportedError[]
    }
  /** `text` is what it says since. */
  | { readonly type: 'edit'; readonly originalMessageId?: string; readonly text?: string }
  | { readonly type: 'revoke'; readonly originalMessageId?: string }
  /** A type not known here: see `raw`. */
  | { readonly type: 'other' }

export interface MessageEvent {
  readonly about: 'message'
  /** `message.` and WhatsApp's type: message.text, message.image, … */
  readonly kind: string
  readonly origin: Origin
  readonly id?: string
  readonly at?: Date
  readonly customer: Customer
  readonly content: InboundContent
  /** The message it answers. */
  readonly quotes?: { readonly id?: string; readonly from?: string }
  readonly forwarded?: boolean
  /** The advertisement or post the customer came from. */
  readonly referral?: Json
  readonly referredProduct?: Json
  readonly groupId?: string
  readonly errors: readonly ReportedError[]
  readonly raw: Json
}

export interface StatusEvent {
  readonly about: 'status'
  /** `status.` and the status: status.sent, status.delivered, … */
  readonly kind: string
  readonly origin: Origin
  /** sent, delivered, read, played, failed, deleted, warning, accepted, … */
  readonly status: string
  /** WhatsApp's (wamid…) in webhooks, AWS's in EventBridge events. */
  readonly messageId?: string
  readonly from: 'webhook' | 'eventbridge'
  readonly at?: Date
  readonly customer: Customer
  /** What we sent along as biz_opaque_callback_data. */
  readonly callbackData?: string
  readonly conversation?: Json
  readonly pricing?: Json
  readonly errors: readonly ReportedError[]
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
  /** template.status: APPROVED, REJECTED, PAUSED, FLAGGED, … */
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
  readonly customer: Customer
  /** marketing_messages */
  readonly category?: string
  /** stop, resume */
  readonly value?: string
  readonly detail?: string
  readonly at?: Date
  readonly raw: Json
}

export interface UserIdEvent {
  readonly about: 'user_id'
  readonly kind: 'user_id'
  readonly origin: Origin
  readonly customer: Customer
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
  readonly customer: Customer
  /** connect, terminate, … */
  readonly event?: string
  /** USER_INITIATED, BUSINESS_INITIATED */
  readonly direction?: string
  readonly raw: Json
}

export interface AccountEvent {
  readonly about: 'account'
  readonly kind: 'account'
  readonly origin: Origin
  /** The webhook's field: messages (for errors), account_update, phone_number_quality_update, … */
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
  readonly raw: unknown
}

export type WhatsAppEvent =
  | MessageEvent
  | StatusEvent
  | TemplateEvent
  | PreferenceEvent
  | UserIdEvent
  | CallEvent
  | AccountEvent
  | UnknownEvent
