// The tier of the current run. `npm test` plays each value of a matrix at least once. `npm run
// test:all` plays every combination and more random cases. test/runner/run.ts sets the variable.
export const isSecondTier = process.env.TEST_TIER === 'all'

/**
 * The number of random cases for a property: all of them in the second tier, and a third of them in
 * the first tier.
 */
export const randomCases = (all: number) => (isSecondTier ? all : Math.ceil(all / 3))
