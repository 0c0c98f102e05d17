// Limits for the texts that supervisors write, in characters. We chose them so that a title and a
// note fit into the widget's list.

export const LONGEST_TITLE = 80
export const LONGEST_NOTE = 300
/** The maximum number of templates that one edit can concern. They fit into a request of 64 KB. */
export const MOST_NAMES = 500
