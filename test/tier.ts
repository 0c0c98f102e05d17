// Whether this is a run of `npm run test:all`, the second tier of the tests. `npm test`, the first
// tier, uses each value of a matrix of test cases at least once. The second tier uses every
// combination, and more random cases. test/runner/run.ts sets the environment variable.
export const isSecondTier = process.env.TEST_TIER === 'all'

/**
 * Returns how many random cases a property gets: all in the second tier, and a third in the first
 * tier.
 */
export const randomCases = (all: number) => (isSecondTier ? all : Math.ceil(all / 3))
