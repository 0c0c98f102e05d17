// In which order the test files run: the longest first, so that no worker is left with one of them when the others are done.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const LONGEST = [
  /scenarios\/(deaths|held|replies)/,
  /browser\/widget\/(composing|templates)/,
  /browser|provisioning\/cli/,
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
