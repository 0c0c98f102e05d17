// The tier of the current run. `npm test` uses each value of a matrix at least once. `npm run
// test:all` uses every combination, and more random cases. test/runner/run.ts sets the environment
// variable.
export const isSecondTier = process.env.TEST_TIER === 'all'

/**
 * Returns how many random cases a property gets: all in the second tier, and a third in the first
 * tier.
 */
export const randomCases = (all: number) => (isSecondTier ? all : Math.ceil(all / 3))
