/** Returns the first of the preferred languages in which there are texts, or otherwise English. */
export function languageOf<Language extends string>(
  texts: Readonly<Record<Language, unknown>>,
  preferred: readonly string[] = navigator.languages,
): Language | 'en' {
  const known = preferred
    .map((tag) => tag.toLowerCase().split('-')[0]!)
    .find((tag) => Object.hasOwn(texts, tag))
  return (known as Language | undefined) ?? 'en'
}
