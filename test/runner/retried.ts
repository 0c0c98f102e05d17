// Prints every test that passed only after it was repeated. vite.config.ts lets only browser tests
// be repeated, and only in CI. Each test that is printed is unreliable, and must be mended.
import type { Reporter, TestModule } from 'vitest/node'

export default class Retried implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]) {
    const retried = modules.flatMap((module) =>
      [...module.children.allTests()].filter((test) => (test.diagnostic()?.retryCount ?? 0) > 0),
    )
    if (retried.length === 0) return
    console.log(`\nTried more than once (${retried.length}):`)
    for (const test of retried)
      console.log(`  ${test.module.relativeModuleId} > ${test.fullName}: ${test.result().state}`)
  }
}
