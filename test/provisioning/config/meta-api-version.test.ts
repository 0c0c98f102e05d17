import { expect, it } from 'vitest'
import {
  doubtAboutVersion,
  META_API_VERSION,
} from '../../../provisioning/config/meta-api-version.ts'

it.each([
  ['v2.10', false, false],
  ['v19.0', false, false],
  ['23.0', false, false],
  ['v20.0', true, false],
  ['v26.0', true, false],
  ['v27.0', true, true],
  ['v99.9', true, true],
])('judges version %s (accepted: %s, warning: %s)', (version, accepted, doubtful) => {
  expect(META_API_VERSION.pattern.test(version)).toBe(accepted)
  if (accepted) expect(doubtAboutVersion(version) !== undefined).toBe(doubtful)
})
