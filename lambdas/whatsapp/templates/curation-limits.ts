// Limits for the texts that supervisors write, in characters. We chose them so that a title and a
// note fit into the widget's list, and a label above its field.

export const LONGEST_TITLE = 80
export const LONGEST_NOTE = 300
export const LONGEST_LABEL = 60
export const LONGEST_TOPIC = 40
/** The maximum number of topics. All topics have to fit into a menu. */
export const MOST_TOPICS = 100
/** The length of a body, which is the longest text that a field can be part of. */
export const LONGEST_DEFAULT = 1024
/** https://developers.facebook.com/docs/whatsapp/flows/guides/sendingaflow */
export const LONGEST_FORM_TEXT = 1024
export const LONGEST_FORM_BUTTON = 30
export const LONGEST_FORM_SCREEN = 100
/** https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html */
export const ATTRIBUTE_NAME = /^[\w-]{1,127}$/
/** The maximum number of fields whose labels and default values one edit can set. */
export const MOST_FIELDS = 200
/**
 * The maximum number of templates that one edit can concern. The names of this many templates fit
 * into a request of 64 KB.
 */
export const MOST_NAMES = 500
/**
 * The limits of a list from which agents choose a value. The whole list has to fit into a drop-down
 * menu.
 */
export const LONGEST_CHOICE = 200
export const MOST_CHOICES = 100
