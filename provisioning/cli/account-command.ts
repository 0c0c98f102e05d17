// The common part of all commands that work on an AWS account. A failure is printed as one clear
// sentence on standard error. The exit code shows whether AWS denied access, whether AWS could not
// be reached, or whether the person must correct something. With --json, the failure is also
// printed as an object on standard output.
import { buildCommand } from '@stricli/core'
import type { Command, Context } from './command.ts'
import { EXIT_CODES, failureJson, failureKind, failureSentences, maskedNumbers } from './failure.ts'
import type { Host } from './host.ts'

type Flags<F> = Readonly<Partial<Record<keyof F, unknown>>>
type Arguments = readonly (string | undefined)[]

/** Runs the command and returns its exit code. */
export type Run<F, A extends Arguments = []> = (host: Host, flags: F, ...args: A) => Promise<number>

type Stricli<F extends Flags<F>, A extends Arguments> = Parameters<
  typeof buildCommand<F, A, Context>
>[0]

interface Definition<F extends Flags<F>, A extends Arguments> {
  /** The line about the command in the list of commands. */
  brief: string
  /** The text that `--help` prints between the usage and the options. */
  description: string
  /** True if a command that fails may already have changed the account. */
  changes?: boolean
  parameters: Stricli<F, A>['parameters']
  /**
   * Imports the command's code, and with it the AWS SDK, only when the command runs. Importing the
   * SDK at every start would take half a second.
   */
  load: () => Promise<Run<F, A>>
}

const FAILURES = `A failure has exit code 3 if AWS denied access or the credentials are not valid, 4 if AWS could not
be reached or throttles (run the command again later), 1 otherwise.`

const AS_JSON = `With --json, standard output is
then {"error": {"kind": "denied", "unavailable" or "refused", "messages": […]}}.`

const CREDENTIALS =
  'AWS credentials and the endpoint come from the usual settings: AWS_PROFILE, AWS_ENDPOINT_URL, …'

export function accountCommand<F extends Flags<F>, A extends Arguments = []>({
  brief,
  description,
  changes = false,
  parameters,
  load,
}: Definition<F, A>): Command {
  const failures = 'json' in (parameters.flags ?? {}) ? `${FAILURES} ${AS_JSON}` : FAILURES
  return buildCommand<F, A, Context>({
    docs: { brief, fullDescription: [description, failures, CREDENTIALS].join('\n\n') },
    parameters,
    loader: async () => {
      const run = await load()
      return async function (flags, ...args) {
        const { host } = this
        try {
          this.process.exitCode = await run(host, flags, ...args)
        } catch (error) {
          const sentences = failureSentences(error, { changes })
          if (!sentences) throw error
          const messages = sentences.map(maskedNumbers)
          for (const sentence of messages) host.log(sentence)
          const kind = failureKind(error)
          // With --json, scripts read the failure from standard output.
          if ((flags as { json?: unknown }).json) host.print(failureJson(kind, messages))
          this.process.exitCode = EXIT_CODES[kind]
        }
      }
    },
  })
}
