import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { checkedStackSettings } from '../../../provisioning/stack/settings.ts'

it('accepts the example of settings for plain CDK', () => {
  const example = new URL(
    '../../../provisioning/examples/connect-whatsapp.stack.json',
    import.meta.url,
  )
  const settings = JSON.parse(readFileSync(example, 'utf8'))

  expect(checkedStackSettings(settings)).toMatchObject(settings)
})
