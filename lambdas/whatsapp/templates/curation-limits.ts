// Limits for the texts that supervisors write, in characters. We chose them so that a title and a
// note fit into the widget's list, and a label above its field.

export const LONGEST_TITLE = 80
export const LONGEST_NOTE = 300
export const LONGEST_LABEL = 60
/** The maximum number of templates that one edit can concern. They fit into a request of 64 KB. */
export const MOST_NAMES = 500
