// Determines which of a WABA's forms (WhatsApp Flows) are offered to agents, and with which text
// and button. The supervisors' rules contain entries for forms and for templates. The entry for a
// form contains the form's id, because two forms may have the same name.
import type { Curation, Offer } from '#whatsapp/templates/curation'

/**
 * The prefix of a form's name in the rules. A template's name cannot contain a colon, because Meta
 * allows only lower-case letters, digits and underscores.
 */
const PREFIX = 'form:'

export const formEntryName = (id: string): string => `${PREFIX}${id}`

export const isFormEntry = (name: string): boolean => name.startsWith(PREFIX)

/**
 * Returns the form id that an entry's name contains, or undefined if the entry is for a template.
 */
export const formIdIn = (name: string): string | undefined =>
  isFormEntry(name) ? name.slice(PREFIX.length) : undefined

/**
 * Returns whether customers can receive a form with this status. WhatsApp delivers a throttled form
 * at most 10 times an hour. A form in draft status can only be tested.
 * https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-flows-status.html
 */
export const isSendableForm = (status: string): boolean =>
  ['PUBLISHED', 'THROTTLED'].includes(status.toUpperCase())

/** The message with which a form is sent. Supervisors write the message for a form. */
export type FormMessage = NonNullable<Offer['form']>

export interface OfferedForm<Form> {
  readonly form: Form
  readonly offer: Offer
  readonly message: FormMessage
}

/** Returns the forms that are offered, in the order in which agents see them. */
export function offeredForms<Form extends { readonly id: string }>(
  { templates }: Pick<Curation, 'templates'>,
  forms: readonly Form[],
): OfferedForm<Form>[] {
  const byId = new Map(forms.map((form) => [form.id, form]))
  const offered = templates.flatMap(({ name, language: _, ordered: __, ...offer }) => {
    const form = byId.get(formIdIn(name) ?? '')
    return form && offer.offered && offer.form ? [{ form, offer, message: offer.form }] : []
  })
  return offered.sort((a, b) => Number(b.offer.pinned ?? false) - Number(a.offer.pinned ?? false))
}

/** Returns the name of a form for agents and supervisors. */
export const formTitle = ({
  form,
  offer,
}: {
  form: { readonly name: string }
  offer: Pick<Offer, 'title'>
}): string => offer.title ?? form.name
