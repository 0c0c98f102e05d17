// The setting that determines whether customers of bridged numbers receive read receipts and typing
// indicators.
export const RECEIPTS = ['off', 'read', 'read_and_typing'] as const
export type ReceiptSetting = (typeof RECEIPTS)[number]
export const DEFAULT_RECEIPTS: ReceiptSetting = 'read_and_typing'
