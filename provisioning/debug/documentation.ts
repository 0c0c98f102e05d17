// The part of the help text that all debug commands share, and the argument of most of these
// commands.
import { argument } from '../cli/options.ts'

const FORMAT = `Each input is a JSON file, or - for standard input. The result is JSON on standard output.
A problem is {"code", "path", "message", "values"?, "severity"?, "source"?}: a stable identifier, the
position in the input (a.0.b), what to do, and the numbers and names in the message. The source of a
rule for templates is "documented" or "live" (only observed on real accounts).

Exit code: 0 no problems (there may be some with "severity": "warning"), 1 there are problems,
2 the input cannot be read.`

/**
 * Returns the documentation of a debug command for Stricli. `format` describes the command's
 * result.
 */
export const debugDocs = (brief: string, format: string) => ({
  brief,
  fullDescription: `${brief}.\n\n${format}\n\n${FORMAT}`,
})

export const definitionArgument = argument(
  'DEFINITION',
  'The template, as GetWhatsAppMessageTemplate returns it, or as you would write it to create the template',
)
