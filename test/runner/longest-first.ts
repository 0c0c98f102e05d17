// Runs the longest test files first, so that no worker still runs one when the others are done.
// vitest reuses the process of a worker only if the next file belongs to the same project. A new
// process has to load all code again, which costs several CPU seconds, and starts another browser.
// All files of the project "browser" therefore run before the others.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const LONGEST = [
  /browser\/widget\/(composing|templates)/,
  /test\/browser/,
  /chaos|scenarios\/(deaths|held|replies)/,
  /provisioning\/cli/,
  /scenarios|provisioning\/(stack|commands)/,
  /provisioning/,
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((which) => which.test(moduleId))
      return at < 0 ? LONGEST.length : at
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}
