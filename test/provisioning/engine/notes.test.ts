import { expect, it } from 'vitest'
import { checkedConfig } from '../../../provisioning/config/config.ts'
import { notesOf } from '../../../provisioning/engine/notes.ts'

function notesFor({ region = 'us-east-1', metaApiVersion = 'v23.0', withStack = true } = {}) {
  const instance = `arn:aws:connect:${region}:111122223333:instance/3f1c2b4a-5d6e-4f70-8192-a3b4c5d6e7f8`
  const channels = [{ waba: 'waba-1', mode: 'bridged' }]
  const stack = { metaApiVersion, chatFlow: 'Bridged chat' }
  const config = checkedConfig({ region, instance, channels, stack })
  return notesOf({ config, withStack }, []).join('\n')
}

it('a plan warns about a version of the Cloud API that is newer than the newest known one', () => {
  expect(notesFor({ metaApiVersion: 'v99.0' })).toContain('v99.0 is newer than v26.0')
  expect(notesFor()).not.toContain('is newer than')
})

it('a plan without the stack does not warn about the version of the Cloud API, which only the stack uses', () => {
  expect(notesFor({ metaApiVersion: 'v99.0', withStack: false })).not.toContain('is newer than')
})

it('a plan warns about a Region without Connect', () => {
  expect(notesFor({ region: 'eu-west-1' })).toMatch(/eu-west-1: .*was not offered here/)
  expect(notesFor()).not.toContain('was not offered here')
})
