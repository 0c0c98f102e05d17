// The context of every command of the CLI: the streams of the process, to which Stricli writes, and
// the host (terminal, account, clock), which tests replace.
import type { Command as StricliCommand, StricliProcess } from '@stricli/core'
import type { Host } from './host.ts'

export interface Context {
  readonly process: StricliProcess
  readonly host: Host
}

export type Command = StricliCommand<Context>
