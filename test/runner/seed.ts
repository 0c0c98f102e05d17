// The seed of every property-based test. The first tier tries the same values in every run, so that
// its result depends only on the code. The second tier tries new values. A failure prints the seed.
import fc from 'fast-check'
import { isSecondTier } from '../tier.ts'

if (!isSecondTier) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 })
