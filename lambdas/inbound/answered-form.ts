// Finds the form that a customer answered. The agent sees the name of the answered form and the
// labels of the answers.
import type { Conversation } from '#model/conversation'
import type { Outbox } from '#model/ports'
import type { MessageEvent } from '#whatsapp/events/types'
import { formTokenIn } from '#whatsapp/messages/form-answers'

/** Returns the event together with the answered form, if this project sent the form. */
export async function withAnsweredForm<Event extends MessageEvent>(
  outbox: Pick<Outbox, 'find'>,
  conversation: Conversation,
  event: Event,
): Promise<Event> {
  const { content } = event
  const token = content.type === 'interactive' ? formTokenIn(content.answers) : undefined
  if (content.type !== 'interactive' || token === undefined) return event
  // The token of a form is the id of the reply with which this project sent the form. Forms that
  // other programs sent have other tokens.
  const sent = (await outbox.find(conversation, token))?.content
  if (sent?.type !== 'message' || !sent.form) return event
  const { name, labels } = sent.form
  return { ...event, content: { ...content, form: { name, ...(labels ? { labels } : {}) } } }
}
