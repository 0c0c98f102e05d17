// Determines which templates and forms of a WABA are offered to the agent of a contact. From this
// contact, the agent can send only these.
import type { Agent, Channel, Clock, ConnectContact } from '#model/ports'
import type { Curations } from '#model/template-ports'
import { type Curation, curationFor, type Offer, offersOf } from '#whatsapp/templates/curation'
import { formEntryName } from '#whatsapp/templates/forms'
import { refuse } from '../runtime/refused.ts'

/** The contact of the request, and the channel of the contact. */
interface ContactOfChannel {
  channel: Channel
  contact: Pick<ConnectContact, 'queueId'>
}

export function offeredTemplates(curations: Pick<Curations, 'read'>, now: Clock) {
  async function curation(
    { routingProfileId }: Agent,
    { contact, channel }: ContactOfChannel,
  ): Promise<Curation> {
    return curationFor(
      await curations.read(channel.wabaId),
      { queue: contact.queueId, routingProfile: routingProfileId },
      now(),
    )
  }

  return {
    curation,
    /**
     * Returns the supervisors' settings of a template for this contact. Throws RequestRefused if
     * the template is not offered.
     */
    async requireOffered(
      agent: Agent,
      contact: ContactOfChannel,
      template: { name: string; language: string },
    ): Promise<Offer> {
      const offer = offersOf(await curation(agent, contact))(template)
      if (offer.offered) return offer
      const { name, language } = template
      return refuse(
        422,
        'template_not_offered',
        `Your supervisors do not offer the template ${name} in ${language} in this chat. Pick another.`,
        'message.name',
        { name, language },
      )
    },

    /**
     * Returns the supervisors' settings of a form for this contact. Throws RequestRefused if the
     * form is not offered, or if the text of its button has changed since the widget displayed it.
     */
    async requireOfferedForm(
      agent: Agent,
      contact: ContactOfChannel,
      { flowId, button }: { flowId: string; button: string },
    ): Promise<Offer> {
      const offers = offersOf(await curation(agent, contact))
      const offer = offers({ name: formEntryName(flowId), language: '' })
      if (!offer.offered || !offer.form)
        return refuse(
          422,
          'form_not_offered',
          'Your supervisors do not offer this form in this chat. Choose another.',
          'message.flowId',
        )
      if (offer.form.button !== button)
        refuse(
          422,
          'form_changed',
          'Your supervisors changed the button of this form in the meantime. Look at the message again, then send it.',
          'message.flowId',
        )
      return offer
    },
  }
}
