// Marks the lines that the bridge itself writes into a chat. Connect lets the bridge write only as
// the customer, so each line begins with a prefix that no customer's line can have.

const PREFIX = '[WhatsApp notice]'

/** `sentence` is one whole sentence, or several. */
export const notice = (sentence: string): string => `${PREFIX} ${sentence}`

/**
 * Matches lines in which a customer imitates the prefix: after blanks, in other brackets or in
 * another letter case.
 */
const LOOKS_LIKE_NOTICE =
  /^(?=[\s\p{Default_Ignorable_Code_Point}]*[[［【]\s*whatsapp\s+notice\s*[\]］】])/gimu

/** Marks each line of a customer's text that looks like a notice. All other text is unchanged. */
export const distinctFromNotices = (text: string): string => text.replace(LOOKS_LIKE_NOTICE, '› ')
