// Prints every test that first failed and then passed. Only browser tests may be repeated, and only
// in CI (vite.config.ts). Each printed test must be mended.
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
