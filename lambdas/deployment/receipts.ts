// The setting that defines which signals the customers of bridged numbers receive: that a message
// was read, and that an answer is being typed.
export const RECEIPTS = ['off', 'read', 'read_and_typing'] as const
export type ReceiptSetting = (typeof RECEIPTS)[number]
export const DEFAULT_RECEIPTS: ReceiptSetting = 'read_and_typing'
