// Logs statuses that an administrator should see although they do not change the outcome of a
// message.
import type { StatusEvent } from '#whatsapp/events/types'
import { log } from '../runtime/log.ts'

export function logNoteworthyStatus({ status, reported, messageId, errors }: StatusEvent): void {
  const codes = errors.map(({ code }) => code).join(',')
  // A part of a sent message, such as a product, is unavailable or does not exist.
  if (status === 'warning') log.warn('message_warning', { messageId, codes })
  if (status === 'unknown') log.warn('status_unknown', { messageId, status: reported, codes })
}
