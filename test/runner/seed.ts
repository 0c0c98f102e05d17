// The seed of every property in the tests. The first tier tries the same values in every run, so that
// its result depends on the change alone. The second tier tries new values, and a failure prints
// its seed.
import fc from 'fast-check'
import { isSecondTier } from '../tier.ts'

if (!isSecondTier) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 })
