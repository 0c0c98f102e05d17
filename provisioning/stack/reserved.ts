import type { FunctionName } from '#deployment/functions'
import type { StackSettings } from './settings.ts'

// The functions with reserved concurrency, which can run even if other functions use all other
// executions of the account. People wait for both functions: a contact flow waits at most 8 seconds
// for `contact-started`, and agents wait for `widget-api`. Functions that read queues have a
// maximum instead: see trigger-settings.ts.
const RESERVED: Readonly<Partial<Record<FunctionName, number>>> = {
  'contact-started': 10,
  'widget-api': 20,
}

/** Returns the reserved concurrency of each function. */
export const reservedFor = ({
  reservedConcurrency,
}: Pick<StackSettings, 'reservedConcurrency'>): Readonly<Partial<Record<FunctionName, number>>> =>
  reservedConcurrency ?? RESERVED
