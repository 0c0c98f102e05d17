// A sandbox that several test files use, one after the other. The sandbox starts with the first
// file of a worker, and stops with the worker.
import { afterAll } from 'vitest'
import type { Sandbox } from './sandbox/sandbox.ts'

/**
 * Call this at the top of a test file. The sandbox runs until the last test of the file has ended.
 * Everything that is pending is then dropped, so that it does not run during the tests of another
 * file. The sandbox pauses, and the process uses real time again.
 */
export function sharedSandbox<Made>(
  make: () => Promise<Made>,
  sandboxOf: (made: Made) => Sandbox,
): () => Promise<Made> {
  let made: Promise<Made> | undefined
  let goOn = () => {}
  return async () => {
    made ??= make()
    const here = await made
    goOn()
    afterAll(async () => {
      const sandbox = sandboxOf(here)
      await sandbox.dropWork()
      goOn = sandbox.leave()
    })
    return here
  }
}
