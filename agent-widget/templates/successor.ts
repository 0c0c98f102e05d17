// The template that supervisors name for the time in which another one cannot be sent.
import type { Offer, offersOf } from '#whatsapp/templates/curation'
import { readableName } from './readable-name.ts'

/** What agents read instead of its name; undefined if there is none. */
export const successorOf = (
  { successor }: Pick<Offer, 'successor'>,
  offers: ReturnType<typeof offersOf>,
): string | undefined =>
  successor && (offers({ name: successor, language: '' }).title ?? readableName(successor))
