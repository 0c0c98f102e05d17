import { expect, it } from 'vitest'
import { checkedConfig } from '../../../provisioning/config/config.ts'
import { ConfigError } from '../../../provisioning/config/error.ts'
import { doubtAboutVersion } from '../../../provisioning/config/meta-api-version.ts'

const configWith = (metaApiVersion: string) => ({
  region: 'us-east-1',
  instance: 'arn:aws:connect:us-east-1:111122223333:instance/3f1c2b4a-5d6e-4f70-8192-a3b4c5d6e7f8',
  channels: [
    { waba: 'waba-1', mode: 'native', numbers: { 'phone-number-id-1': { flow: 'Inbound' } } },
  ],
  stack: { metaApiVersion },
})

it.each(['v2.10', 'v19.0', '23.0', 'v23'])(
  'a configuration with version %s of the Cloud API is refused',
  (version) => {
    const refusal = new ConfigError(
      `stack.metaApiVersion: "${version}" is not valid. Use v20.0 or a later version of the WhatsApp Cloud API, such as v23.0.`,
    )
    expect(() => checkedConfig(configWith(version))).toThrow(refusal)
  },
)

it.each([
  ['v20.0', false],
  ['v26.0', false],
  ['v27.0', true],
  ['v99.9', true],
])(
  'version %s of the Cloud API is accepted, and causes a warning if it is newer than the newest known one',
  (version, doubtful) => {
    const { stack } = checkedConfig(configWith(version))
    expect(doubtAboutVersion(stack.metaApiVersion) !== undefined).toBe(doubtful)
  },
)
