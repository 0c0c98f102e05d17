import type { Language } from '#whatsapp/errors/language'

/**
 * Returns the names of languages such as `pt_BR` in brackets, or an empty text if there are no
 * languages.
 */
export function languageList(codes: readonly string[] | undefined, language: Language): string {
  if (!codes?.length) return ''
  const names = new Intl.DisplayNames(language, { type: 'language', fallback: 'code' })
  return ` (${codes.map((code) => named(names, code)).join(', ')})`
}

function named(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code.replace('_', '-')) ?? code
  } catch {
    return code
  }
}
