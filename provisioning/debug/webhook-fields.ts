// Explains the fields of WhatsApp's webhooks. The bridge (the stack's Lambda functions) processes
// few of these fields; for the others, the explanation says why it does not.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview

const ACCOUNT = 'The event concerns the account, not a customer'
const GROUPS = 'The bridge does not support groups, because a chat belongs to one customer'

const FIELDS: Readonly<Record<string, string>> = {
  messages: 'A message, a status, or an error of the account.',
  calls: 'A call. It only opens the service window.',
  message_template_status_update:
    'A template was approved, rejected, paused, disabled or the like. The next synchronization of templates notices this.',
  message_template_quality_update:
    'The quality of a template changed. The next synchronization of templates notices this.',
  message_template_components_update:
    'The texts of a template changed. The next synchronization of templates notices this.',
  template_category_update:
    'Meta changed the category of a template, or will change it. The next synchronization of templates notices this.',
  user_preferences: 'A customer stopped marketing messages, or allowed them again.',
  user_id_update: 'A customer’s user id changed. Newer accounts report this as a system message.',
  account_update: `A change, restriction or violation of the account. ${ACCOUNT}: see WhatsApp Manager.`,
  account_alerts: `A warning about the account’s limits, badge or picture. ${ACCOUNT}: see WhatsApp Manager.`,
  account_review_update: `Meta reviewed the account. ${ACCOUNT}.`,
  account_settings_update: `Settings of calls changed. ${ACCOUNT}.`,
  phone_number_name_update: `Meta decided on the number’s display name. ${ACCOUNT}.`,
  phone_number_quality_update: `The number’s quality or limit changed. ${ACCOUNT}: "connect-whatsapp doctor" shows it.`,
  business_capability_update: `The account’s limits changed. ${ACCOUNT}.`,
  business_username_updates: `The business’s username changed. ${ACCOUNT}.`,
  security: `The number’s two-step PIN changed. ${ACCOUNT}: make sure that your own people changed it.`,
  payment_configuration_update: `The settings of payments in India or Brazil changed. ${ACCOUNT}.`,
  smb_message_echoes:
    'Somebody wrote to the customer on the business’s own phone (coexistence). This is not a message of the customer, so it does not open the service window.',
  message_echoes: 'A message that the business itself sent. This is not a message of the customer.',
  history:
    'Old messages of a coexistence number, thousands at once. They are older than any chat, so no chat is opened for them.',
  smb_app_state_sync:
    'The contacts on the phone of a coexistence number. The bridge stores no address book.',
  standby:
    'Another application, such as Meta’s Business Agent, answers this number. The bridge does not deliver these messages until that application hands over.',
  messaging_handovers: 'Another application took over the conversation, or handed it back.',
  group_lifecycle_update: `A group was created or deleted. ${GROUPS}.`,
  group_participants_update: `Somebody joined or left a group. ${GROUPS}.`,
  group_settings_update: `A group’s name or picture changed. ${GROUPS}.`,
  group_status_update: `A group was suspended. ${GROUPS}.`,
  automatic_events: 'Leads and purchases that Meta detected, for advertisements.',
  partner_solutions: 'A change that concerns Meta’s partners only.',
  consumer_profile: 'A customer’s profile changed. Every message contains the profile anyway.',
  flows: 'The state of a form or its endpoint changed. See the Flow in WhatsApp Manager.',
}

export const fieldExplained = (field: string | undefined): string =>
  field !== undefined && Object.hasOwn(FIELDS, field)
    ? FIELDS[field]!
    : 'connect-whatsapp does not know this field of the webhook.'

/** Explains the events of the field account_update. */
const ACCOUNT_EVENTS: Readonly<Record<string, string>> = {
  ACCOUNT_DELETED: 'the account was deleted',
  ACCOUNT_OFFBOARDED: 'the number left coexistence',
  ACCOUNT_RECONNECTED: 'the number came back to coexistence',
  ACCOUNT_RESTRICTION: 'Meta restricts the account for a time',
  ACCOUNT_VIOLATION: 'the account broke a policy',
  AD_ACCOUNT_LINKED: 'an advertising account was linked, for marketing messages',
  AUTH_INTL_PRICE_ELIGIBILITY_UPDATE:
    'the account’s eligibility for international authentication prices changed',
  BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE: 'the business’s main country changed',
  DISABLED_UPDATE: 'the account was disabled, will be disabled, or works again',
  MM_LITE_TERMS_SIGNED: 'the terms of marketing messages were accepted',
  PARTNER_ADDED: 'the account was shared with a partner',
  PARTNER_APP_INSTALLED: 'a partner’s app was installed',
  PARTNER_APP_UNINSTALLED: 'a partner’s app was removed',
  PARTNER_CLIENT_CERTIFICATION_NEEDED: 'a partner’s client must be certified',
  PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE: 'the certification of a partner’s client changed',
  PARTNER_REMOVED: 'the account is no longer shared with a partner',
  VOLUME_BASED_PRICING_TIER_UPDATE: 'the account reached another level of volume prices',
}

export const accountEventExplained = (event: string | undefined): string | undefined =>
  event === undefined ? undefined : ACCOUNT_EVENTS[event]
