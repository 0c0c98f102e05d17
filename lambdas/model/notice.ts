// Marks the notices that this project writes into a Connect chat. This project can write only as
// the customer, so each notice begins with a prefix that no line of the customer's own text can
// have.

const PREFIX = '[WhatsApp notice]'

/** Returns the line for a notice. `sentence` contains one or several whole sentences. */
export const notice = (sentence: string): string => `${PREFIX} ${sentence}`

/**
 * Matches a line in which a customer imitates the prefix with additional spaces, other brackets or
 * another letter case.
 */
const LOOKS_LIKE_NOTICE =
  /^(?=[\s\p{Default_Ignorable_Code_Point}]*[[［【]\s*whatsapp\s+notice\s*[\]］】])/gimu

/**
 * Changes each line of a customer's text that looks like a notice, so that agents can tell the two
 * apart. All other lines remain unchanged.
 */
export const distinctFromNotices = (text: string): string => text.replace(LOOKS_LIKE_NOTICE, '› ')
