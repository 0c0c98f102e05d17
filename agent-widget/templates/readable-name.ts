/**
 * Turns a template's name into a title: `flight_changed` → `Flight changed`. Names consist of
 * lower-case letters, digits and underscores.
 */
export function readableName(name: string): string {
  const words = name.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
