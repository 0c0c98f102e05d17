// A sandbox that several test files use, one after the other: started for the first of them in a worker, it goes with the worker.
import { afterAll } from 'vitest'
import type { Sandbox } from './sandbox/sandbox.ts'

/** Called at the top of a test file: until the file's end the sandbox goes on, then it stands still, and the process has its own time. */
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
    afterAll(() => {
      goOn = sandboxOf(here).leave()
    })
    return here
  }
}
