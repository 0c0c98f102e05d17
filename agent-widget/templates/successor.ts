// The template that supervisors name for the time in which another one cannot be sent.
import type { Offer, offersOf } from '#whatsapp/templates/curation'
import { readableName } from './readable-name.ts'

/** The title that agents read instead of the template's name, or undefined if there is none. */
export const successorOf = (
  { successor }: Pick<Offer, 'successor'>,
  offers: ReturnType<typeof offersOf>,
): string | undefined =>
  successor && (offers({ name: successor, language: '' }).title ?? readableName(successor))
