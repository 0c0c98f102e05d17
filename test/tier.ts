// The tier that runs. `npm test` plays each value of a matrix at least once; `npm run test:all`
// plays every combination and more random cases. test/runner/run.ts sets the variable.
export const isSecondTier = process.env.TEST_TIER === 'all'

/** How many random cases a property is tried with: all of them in the second tier, a third before. */
export const randomCases = (all: number) => (isSecondTier ? all : Math.ceil(all / 3))
