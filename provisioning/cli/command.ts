// The context of every command: the process's streams, to which Stricli writes, and the host
// (terminal, account and clock). Tests replace streams and host.
import type { Command as StricliCommand, StricliProcess } from '@stricli/core'
import type { Host } from './host.ts'

export interface Context {
  readonly process: StricliProcess
  readonly host: Host
}

export type Command = StricliCommand<Context>
