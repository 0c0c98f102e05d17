// What the agent of a contact is offered of its WABA's templates, and nothing else is sent from there.
import { type Curation, curationFor, offersOf } from '#whatsapp/templates/curation'
import type { Agent } from '../model/ports.ts'
import type { Curations } from '../model/template-ports.ts'
import { refuse } from '../runtime/refused.ts'
import type { Authorised } from '../widget-api/authorise.ts'

type Place = Pick<Authorised, 'channel'> & { contact: Pick<Authorised['contact'], 'queueId'> }

export function offeredTemplates(curations: Curations) {
  async function curation(
    { routingProfileId }: Agent,
    { contact, channel }: Place,
  ): Promise<Curation> {
    return curationFor(await curations.rules(channel.wabaId), {
      queue: contact.queueId,
      routingProfile: routingProfileId,
    })
  }

  return {
    curation,
    /** Refuses a template that is not offered there. */
    async requireOffered(
      agent: Agent,
      place: Place,
      template: { name: string; language: string },
    ): Promise<void> {
      if (offersOf(await curation(agent, place))(template).offered) return
      const { name, language } = template
      refuse(
        422,
        'template_not_offered',
        `Your supervisors do not offer the template ${name} in ${language} in this chat. Pick another.`,
        'message.name',
        { name, language },
      )
    },
  }
}
