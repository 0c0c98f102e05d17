// The setting of what the customers of bridged numbers see of the agent: that a message was read, and
// that an answer is being typed.
export const RECEIPTS = ['off', 'read', 'read_and_typing'] as const
export type ReceiptSetting = (typeof RECEIPTS)[number]
export const DEFAULT_RECEIPTS: ReceiptSetting = 'read_and_typing'
