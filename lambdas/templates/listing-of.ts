// Combines what is known about a template from the list of templates, from an event, and from the
// definition that was read after the event.
import type { ListedTemplate } from '#model/template-list'
import { obj, str } from '#whatsapp/json/loose'

/** The properties of the template that an event reported. */
export type Reported = Partial<Pick<ListedTemplate, 'status' | 'category' | 'quality'>> & {
  /** Meta's code for the reason of a rejection. */
  rejectedFor?: string
}

/**
 * Returns the template's properties for the list. After an event, only the properties in the event
 * can change. For such a property, the value in the definition is used if it differs from the list,
 * because events can arrive out of order. If it equals the list, the definition may be outdated, so
 * the value in the event is used.
 */
export function listingOf(
  definition: unknown,
  { name, language, status, category, quality }: ListedTemplate,
  reported: Reported | undefined,
): ListedTemplate {
  const found = obj(definition)
  const known = { status, category, quality }
  const inDefinition = {
    status: str(found?.status),
    category: str(found?.category),
    quality: str(obj(found?.quality_score)?.score),
  }
  const choose = (member: keyof typeof known) => {
    if (reported && !reported[member]) return known[member]
    const isNews = inDefinition[member] && inDefinition[member] !== known[member]
    return isNews ? inDefinition[member] : (reported?.[member] ?? known[member])
  }
  const chosenQuality = choose('quality')
  return {
    ...{ name, language, status: choose('status')!, category: choose('category')! },
    ...(chosenQuality ? { quality: chosenQuality } : {}),
  }
}
