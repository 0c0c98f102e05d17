// The maximum lengths of the texts that supervisors write, in UTF-8 bytes. DynamoDB limits the size
// of an item in bytes, so the page and the functions count bytes too.
import { MAX_TEMPLATE_BODY } from '#whatsapp/templates/fields'

export const LONGEST_TITLE = 160
export const LONGEST_NOTE = 900
export const LONGEST_LABEL = 180
export const LONGEST_TOPIC = 80
export const LONGEST_FILTER_NAME = 80
export const LONGEST_WISH = 200
/** The maximum number of topics. All topics must fit into a menu. */
export const MOST_TOPICS = 100

// Meta limits the following texts in characters. These texts have no limit in bytes of their own: a
// text within Meta's limit has at most three bytes per character, because a UTF-16 unit takes at
// most 3 bytes in UTF-8.

/**
 * The maximum length of a default value, which is the maximum length of a body. A body is the
 * longest text that can contain a field.
 */
export const LONGEST_DEFAULT = MAX_TEMPLATE_BODY
/** https://developers.facebook.com/docs/whatsapp/flows/guides/sendingaflow */
export const LONGEST_FORM_TEXT = 1024
export const LONGEST_FORM_BUTTON = 30
export const LONGEST_FORM_SCREEN = 100
/** https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html */
export const ATTRIBUTE_NAME = /^[\w-]{1,127}$/
/** https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates/ */
export const LONGEST_NAME = 512

/** The maximum number of fields whose labels and default values an edit can set. */
export const MOST_FIELDS = 200
/**
 * The maximum number of templates in one edit. The names of this many templates fit into a request
 * of 64 KB.
 */
export const MOST_NAMES = 500
/**
 * The limits of a list from which agents choose a value. The whole list must fit into a drop-down
 * menu.
 */
export const LONGEST_CHOICE = 400
export const MOST_CHOICES = 100
