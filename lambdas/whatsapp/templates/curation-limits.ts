// Limits of what supervisors write, in characters. They are our own: a title and a note fit into the
// widget's list.

export const LONGEST_TITLE = 80
export const LONGEST_NOTE = 300
/** Templates that one edit can concern, which a request of 64 KB has room for. */
export const MOST_NAMES = 500
