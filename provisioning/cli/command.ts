// What every command of the CLI is made of. A command is a file; cli.ts lists them.
import type { Host } from './host.ts'

export interface Command {
  /** What follows the command's name: `<definition> <values>`. */
  readonly usage: string
  /** One line for the list of commands. */
  readonly summary: string
  /** The rest of `--help`. */
  readonly help: string
  /** Answers the exit code. Throws CommandRefused for what the person at the keyboard can put right. */
  run(args: readonly string[], host?: Host): Promise<number>
}

/** Wrong usage, or input that cannot be read: said in one line, exit code 2. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused'
}
