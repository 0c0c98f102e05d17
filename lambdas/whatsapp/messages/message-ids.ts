// The ids of messages from customers and from the business phone. An id is WhatsApp's own, or is
// derived from the message if the message came without an id.

/**
 * The ids that WhatsApp accepts in a request, for example to quote a message or to mark a message
 * as read.
 */
export const OF_WHATSAPP = /^wamid\.\S+$/

export const DERIVED_PREFIX = 'derived.'

export const isOfWhatsApp = (id: string): boolean => OF_WHATSAPP.test(id)

export const isMessageId = (id: string): boolean =>
  isOfWhatsApp(id) || id.startsWith(DERIVED_PREFIX)
