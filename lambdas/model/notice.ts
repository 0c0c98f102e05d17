// Lines that the bridge itself writes into a chat. They come over the customer's connection, because
// Connect lets nobody else write into a chat, so each begins in a way that no customer's line does.

const PREFIX = '[WhatsApp notice]'

/** `sentence` is a whole sentence, or several. */
export const notice = (sentence: string): string => `${PREFIX} ${sentence}`

/** The prefix as a customer might imitate it: after blanks, in other brackets or letter case. */
const LOOKS_LIKE_NOTICE =
  /^(?=[\s\p{Default_Ignorable_Code_Point}]*[[［【]\s*whatsapp\s+notice\s*[\]］】])/gimu

/**
 * Marks each line of a customer's text that begins like a notice, so that nobody takes it for one.
 * All other text stays as it is.
 */
export const distinctFromNotices = (text: string): string => text.replace(LOOKS_LIKE_NOTICE, '› ')
