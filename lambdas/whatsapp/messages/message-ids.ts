// The ids of what customers and colleagues wrote: WhatsApp's, or one that this project derives from
// a message that came without an id.

/** WhatsApp accepts no other ids, for example to quote a message or to mark it as read. */
export const OF_WHATSAPP = /^wamid\.\S+$/

export const DERIVED_PREFIX = 'derived.'

export const isOfWhatsApp = (id: string): boolean => OF_WHATSAPP.test(id)

export const isMessageId = (id: string): boolean =>
  isOfWhatsApp(id) || id.startsWith(DERIVED_PREFIX)
