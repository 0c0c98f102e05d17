// Every code that a problem can have. Codes are stable: programs compare them, and replies store
// them. The schema of the API, the type `Problem` and the translations of the widget are all based
// on these lists. Code that uses an unlisted problem code therefore does not compile. A listed
// problem code compiles only if every language has a sentence for it.

/**
 * The codes of problems that agents can meet in the API and the outbox. Each code has a sentence in
 * every language.
 */
export const AGENT_PROBLEM_CODES = [
  // Codes about whether the agent may send anything from the contact.
  'contact_unknown',
  'not_your_contact',
  'contact_handed_on',
  'contact_ended',
  'contact_ended_long_ago',
  'no_customer_endpoint',
  'number_not_set_up',
  'not_whatsapp',
  'token_refused',
  'no_user_claim',
  'not_a_connect_user',
  'not_in_this_mode',
  'text_goes_through_chat',

  // Codes about requests to the API and about stored replies.
  'no_such_route',
  'not_json',
  'malformed_request',
  'try_again',
  'internal_error',
  'reply_unknown',
  'request_id_reused',
  'nothing_to_resend',
  'may_still_arrive',
  'not_sent_in_time',
  'hold_not_for_templates',
  'hold_expired',
  'text_in_too_many_parts',
  'message_too_large',
  'too_many_attempts',
  'already_released',
  'nothing_to_withdraw',
  'unconfirmed',
  'refused_by_aws',
  'discarded',
  'restored',
  'service_window_closed',

  // Codes about templates.
  'template_unknown',
  'template_not_offered',
  'template_gone',
  'template_changed',
  'template_not_approved',
  'template_flagged',
  'status_unknown',
  'name_missing',
  'language_missing',
  'components_missing',
  'unknown_component',
  'duplicate_component',
  'text_missing',
  'text_of_meta',
  'gif_header',
  'unknown_header',
  'cards_missing',
  'card_header_missing',
  'card_line_breaks',
  'order_unreadable',
  'nul_character',
  'lone_surrogate',
  'media_forbidden',
  'test_numbers_only',
  'made_by_meta',
  'typed_values',
  'creative_changes',
  'cards_differ',
  'buttons_missing',
  'unknown_button',
  'undocumented_button',
  'url_missing',
  'parameter_format_contradicts',
  'not_a_definition',
  'not_one_definition',
  'needs_number',
  'marketing_stopped',
  'not_on_whatsapp',
  'confirm_sensitive',
  'sensitive_refused',
  'example_as_media',

  // Forms
  'form_unknown',
  'form_not_offered',
  'form_changed',
  'form_not_available',

  // Values
  'required',
  'empty',
  'blank',
  'wrong_type',
  'wrong_form',
  'too_long',
  'may_be_too_long',
  'too_many',
  'may_be_too_many',
  'too_few',
  'out_of_range',
  'not_one_of',
  'duplicate',
  'not_both',
  'not_allowed_here',
  'may_not_be_allowed',
  'unknown_field',
  'unknown_type',
  'null_value',
  'out_of_order',
  'line_break',
  'tab',
  'too_many_spaces',
  'emoji',
  'url',
  'blank_in_link',
  'whole_link',
  'not_encoded',
  'not_https',
  'in_the_past',
  'not_milliseconds',
  'user_id_as_number',
  'number_as_user_id',
  'quote_not_shown',
  'picture_not_shown',
  'not_in_whatsapp',
  'not_interactive',

  // Codes about values that do not match the input that supervisors chose for a template's field.
  'not_in_list',
  'not_a_date',
  'not_an_amount',
  'not_a_number',
  'not_a_link',
  'not_a_phone_number',
  'shorter_than_set',
  'longer_than_set',
  'smaller_than_set',
  'larger_than_set',
  'field_locked',
  'locked_value_missing',

  // Files
  'file_unknown',
  'file_gone',
  'message_unknown',
  'upload_unknown',
  'attachment_rejected',
  'attachment_unavailable',
  'caption_not_possible',
  'media_empty',
  'media_too_big',
  'media_type_not_accepted',
  'media_type_mismatch',
  'media_name_mismatch',
  'ogg_not_opus',
  'voice_not_opus',
  'sticker_pixels',
  'voice_not_playable',
  'voice_only_as_audio',
] as const

export type AgentProblemCode = (typeof AGENT_PROBLEM_CODES)[number]

/**
 * The codes that only supervisors meet. The supervisors' page has a sentence for each code in every
 * language.
 */
export const SUPERVISOR_PROBLEM_CODES = [
  'no_right',
  'waba_unknown',
  'curation_changed',
  'curation_too_large',
  'change_unknown',
  'changed_again',
  'too_many_filters',
  'too_many_wishes',

  // Curation files
  'file_malformed',
  'file_of_other_waba',
  'rule_twice',
  'template_twice',
  'no_such_template',
  'no_such_language',
  'no_such_field',
  'no_such_queue',
  'no_such_routing_profile',
  'own_successor',
  'fields_unreadable',
  'default_does_not_fit',
  'input_not_possible',
  'locked_without_default',
  'no_such_form',
  'form_without_message',
  'not_a_form',
  'not_for_forms',
] as const

export type SupervisorProblemCode = (typeof SUPERVISOR_PROBLEM_CODES)[number]

/**
 * The codes that only the command line reports. People who write templates or inspect events read
 * these problems, in English.
 */
type DebugProblemCode =
  | 'adjacent_variables'
  | 'button_not_sent'
  | 'codes_differ'
  | 'component_missing'
  | 'component_not_expected'
  | 'example_missing'
  | 'few_words'
  | 'leading_variable'
  | 'markup'
  | 'mixed_variables'
  | 'no_file'
  | 'no_such_button'
  | 'not_a_template'
  | 'not_a_variable'
  | 'not_an_event'
  | 'not_sequential'
  | 'not_values'
  | 'other_language'
  | 'other_template'
  | 'otp_button_missing'
  | 'parameter_format_missing'
  | 'parameter_name_missing'
  | 'quick_replies_apart'
  | 'too_many_emoji'
  | 'trailing_variable'
  | 'unknown_variable'
  | 'too_long_to_change'
  | 'variable'
  | 'variable_not_last'
  | 'whatsapp_link'
  | 'wrong_button'
  | 'wrong_count'
  | 'wrong_parameter'

/**
 * The codes of problems that the widget's own forms find. The widget's forms contain their own
 * sentences for these codes.
 */
type FormProblemCode = 'name_only' | 'wrong_phone'

/**
 * The code for an error that WhatsApp itself reports, such as `whatsapp_131047`. error-sentences.ts
 * has the sentences.
 */
export type WhatsAppErrorCode = `whatsapp_${number}`

export type ProblemCode =
  | AgentProblemCode
  | SupervisorProblemCode
  | DebugProblemCode
  | FormProblemCode
  | WhatsAppErrorCode
