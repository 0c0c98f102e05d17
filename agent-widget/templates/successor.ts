// A successor is a template that supervisors name for the case that another template cannot be
// sent.
import type { Offer, offersOf } from '#whatsapp/templates/curation'
import { readableName } from './readable-name.ts'

/**
 * Returns the successor's title, which agents see in place of its name, or undefined if there is no
 * successor.
 */
export const successorOf = (
  { successor }: Pick<Offer, 'successor'>,
  offers: ReturnType<typeof offersOf>,
): string | undefined =>
  successor && (offers({ name: successor, language: '' }).title ?? readableName(successor))
