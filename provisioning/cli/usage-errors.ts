// The error messages for a command line that cannot be understood. Stricli finds the mistake and a
// suggestion; this module writes the sentence.
import {
  type ApplicationText,
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
  text_en,
} from '@stricli/core'

const quoted = (words: readonly string[]) => words.map((word) => `"${word}"`).join(' or ')
const didYouMean = (words: readonly string[]) =>
  words.length === 0 ? '' : ` Did you mean ${quoted(words)}?`
/**
 * Returns the remedy for an argument that could not be parsed. If one of this program's own parsers
 * refused the argument, the exception is a RangeError whose message is the remedy.
 */
const remedy = (exception: unknown) =>
  exception instanceof RangeError ? exception.message : 'Use the option without a value.'

const argumentError = (error: ArgumentScannerError): string =>
  formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }) =>
      `There is no option "--${input}".${didYouMean(corrections.map((name) => `--${name}`))}`,
    AliasNotFoundError: ({ input }) => `There is no option "-${input}".`,
    ArgumentParseError: ({ externalFlagNameOrPlaceholder: name, input, exception }) =>
      `${/^[a-z]/.test(name) ? `--${name}` : name} does not accept "${input}". ${remedy(exception)}`,
    EnumValidationError: ({ externalFlagName, input, values }) =>
      `--${externalFlagName} does not accept "${input}". Use ${quoted(values)}.`,
    UnsatisfiedFlagError: ({ externalFlagName, nextFlagName }) =>
      `The option --${externalFlagName} needs a value${nextFlagName ? `, but --${nextFlagName} follows it` : ''}.`,
    UnexpectedFlagError: ({ externalFlagName, previousInput, input }) =>
      `The option --${externalFlagName} can be used only once, but has the values "${previousInput}" and "${input}".`,
    UnexpectedPositionalError: ({ expectedCount, input }) =>
      input.startsWith('-')
        ? `There is no option "${input}".`
        : `Unexpected argument "${input}": the command takes ${expectedCount === 0 ? 'no arguments' : expectedCount === 1 ? 'one argument' : `${expectedCount} arguments`}.`,
    UnsatisfiedPositionalError: ({ placeholder }) => `The argument ${placeholder} is missing.`,
  })

/** `groupOf` returns the name of the group that contains a command, for example "debug". */
export const textWith = (groupOf: (command: string) => string | undefined): ApplicationText => ({
  ...text_en,
  headers: { ...text_en.headers, flags: 'OPTIONS' },
  briefs: { ...text_en.briefs, help: 'Print this help', version: 'Print the version' },
  noCommandRegisteredForInput({ input, corrections }) {
    if (input.startsWith('-')) return `There is no option "${input}".`
    const group = groupOf(input)
    const candidates = group
      ? [`${group} ${input}`]
      : corrections.map((name) => name.replaceAll('`', ''))
    return `There is no command "${input}".${didYouMean(candidates)}`
  },
  exceptionWhileParsingArguments: (error) =>
    error instanceof ArgumentScannerError ? argumentError(error) : String(error),
})
