// Finds files that must not be sent to customers even if WhatsApp accepts the files. By default
// these are programs and scripts. An administrator can configure another list.
import { type Problem, problem } from '#whatsapp/errors/problems'
import { PROGRAM } from '#whatsapp/media/types'

/** The file name extensions of programs and scripts that a computer or a phone can run. */
export const EXECUTABLES: readonly string[] = [
  ...['apk', 'app', 'bat', 'cmd', 'com', 'cpl', 'dll', 'dmg', 'exe', 'gadget', 'hta', 'inf'],
  ...['jar', 'js', 'jse', 'lnk', 'msi', 'msp', 'pif', 'pkg', 'ps1', 'reg', 'scf', 'scr', 'sh'],
  ...['url', 'vb', 'vbe', 'vbs', 'ws', 'wsf', 'wsh'],
]

/** Parses the list in a function's environment: extensions separated by spaces, or `none`. */
export const forbiddenFrom = (setting: string): readonly string[] =>
  setting === 'none' ? [] : setting.split(' ').filter(Boolean)

export const toSetting = (endings: readonly string[]): string =>
  endings.length === 0 ? 'none' : endings.join(' ')

/** Refuses a file with a forbidden extension, and a program with any name. */
export function forbiddenProblems(
  { name = '', sniffedType }: { readonly name?: string; readonly sniffedType?: string },
  forbidden: readonly string[],
): Problem[] {
  const ending = /\.([^.\\/\s]+)[.\s]*$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const isProgram = sniffedType === PROGRAM && forbidden.length > 0
  if (!forbidden.includes(ending) && !isProgram) return []
  const what = forbidden.includes(ending) ? `.${ending}` : 'program'
  return [
    problem(
      'media_forbidden',
      'name',
      `Your company does not let ${what} files be sent to customers. Send a document, such as a PDF, instead.`,
      { what },
    ),
  ]
}
