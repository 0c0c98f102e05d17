// Writes a customer's answers to a form into the attributes of the chat's contact. Connect stores
// attributes for 24 months, so only the answers to the fields that the configuration names are
// written.
import type { Connect } from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { MessageEvent } from '#whatsapp/events/types'
import { attributesOfAnswers } from '#whatsapp/messages/form-answers'
import { log } from '../runtime/log.ts'

interface Ports {
  connect: Pick<Connect, 'setAttributes'>
  /** The names of the form fields whose answers are written. */
  formAttributes: readonly string[]
  pause(ms: number): Promise<unknown>
}

const TRIES = 3
const BETWEEN_TRIES_MS = 500

/** Writes the attributes. A failure is only logged, because the answers are already in the chat. */
export async function writeFormAttributes(
  { connect, formAttributes, pause }: Ports,
  contactId: string,
  { content }: MessageEvent,
): Promise<void> {
  if (content.type !== 'interactive' || formAttributes.length === 0) return
  const attributes = attributesOfAnswers(content.answers, formAttributes)
  if (Object.keys(attributes).length === 0) return
  for (let tries = 1; ; tries++)
    try {
      return await connect.setAttributes(contactId, attributes)
    } catch (cause) {
      const mayRetry = cause instanceof UpstreamFailure && cause.retryable && tries < TRIES
      if (!mayRetry) return log.error('form_attributes_not_written', cause, { contactId })
      await pause(BETWEEN_TRIES_MS)
    }
}
