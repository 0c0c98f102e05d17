// The successor of a template is the replacement template that supervisors have named for the case
// that the template cannot be sent.
import type { Offer, offersOf } from '#whatsapp/templates/curation'
import { readableName } from './readable-name.ts'

/**
 * Returns the title under which agents see the successor, or undefined if there is no successor.
 */
export const successorOf = (
  { successor }: Pick<Offer, 'successor'>,
  offers: ReturnType<typeof offersOf>,
): string | undefined =>
  successor && (offers({ name: successor, language: '' }).title ?? readableName(successor))
