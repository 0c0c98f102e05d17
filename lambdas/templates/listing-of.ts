// Decides what is known of a template after Meta was asked for it alone.
import type { ListedTemplate } from '#model/template-list'
import { obj, str } from '#whatsapp/json/loose'

/** What an event has reported about the template. */
export type Reported = Partial<Pick<ListedTemplate, 'status' | 'category' | 'quality'>>

/**
 * Returns the properties that the list has of a template. After an event, only what it reports is
 * changed. The definition is trusted before the event, because events may arrive in another order.
 * If the definition shows no change, the event may be ahead of it, and is trusted.
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
