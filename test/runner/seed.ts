// The seed of every property-based test. `npm test` uses the same seed in every run, so that its
// result depends only on the code. `npm run test:all` uses a new seed. The message of a failure
// contains the seed.
import fc from 'fast-check'
import { isSecondTier } from '../tier.ts'

if (!isSecondTier) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 })
