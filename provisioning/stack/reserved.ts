import type { FunctionName } from '#deployment/functions'
import type { StackSettings } from './settings.ts'

// The functions with reserved concurrency. People wait for both functions: a contact flow waits at
// most 8 seconds for the first, and agents wait for the answers of the second. With reserved
// concurrency, both functions can run even if other functions use all other executions of the
// account. Functions that read from queues have a maximum instead.
const RESERVED: Readonly<Partial<Record<FunctionName, number>>> = {
  'contact-started': 10,
  'widget-api': 20,
}

/** The reserved concurrency by function. */
export const reservedFor = ({
  reservedConcurrency,
}: Pick<StackSettings, 'reservedConcurrency'>): Readonly<Partial<Record<FunctionName, number>>> =>
  reservedConcurrency ?? RESERVED
