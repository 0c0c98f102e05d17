// A sandbox that several test files use, one after the other. The sandbox starts with the first
// file of a worker, and stops with the worker.
import { afterAll } from 'vitest'
import type { Sandbox } from './sandbox/sandbox.ts'

/**
 * Returns a function that each test file must call at its top to get the sandbox. After the last
 * test of the file, everything that is pending in the sandbox is dropped, so that it does not run
 * during the tests of another file. Until the next file gets the sandbox, it is paused, and the
 * process uses real time.
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
