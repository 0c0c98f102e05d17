import { expect, it } from 'vitest'
import { checkedConfig } from '../../../provisioning/config/config.ts'
import { regionOf, versionFindings } from '../../../provisioning/doctor/account.ts'
import { notesOf } from '../../../provisioning/engine/notes.ts'
import { instanceArn } from '../account.ts'

const findingsFor = (metaApiVersion: string) =>
  versionFindings({ stack: { metaApiVersion } } as Parameters<typeof versionFindings>[0])

it('warns about a version of the Cloud API that is newer than the newest known one', () => {
  expect(findingsFor('v99.9')).toMatchObject([
    { verdict: 'warning', message: expect.stringContaining('v99.9 is newer than v26.0') },
  ])
})

it('reports nothing about a known version of the Cloud API', () => {
  expect(findingsFor('v26.0')).toEqual([])
})

it('warns about a Region only if Connect is not offered there', () => {
  expect(regionOf('eu-west-1')).toMatchObject([
    {
      verdict: 'warning',
      message: expect.stringContaining('was not offered here'),
      remedy: expect.stringContaining('eu-west-2'),
    },
  ])
  expect(regionOf('eu-west-2')).toMatchObject([{ verdict: 'ok' }])
})

it('recommends another Region, not another mode, if Connect is missing, because bridged mode needs Connect too', () => {
  const instance = instanceArn.replace('us-east-1', 'eu-west-1')
  const channels = [{ waba: `waba-${'0'.repeat(32)}`, mode: 'native' as const, numbers: {} }]
  const config = checkedConfig({ region: 'eu-west-1', instance, channels })

  const sentences = [
    ...regionOf(config.region).map(({ message, remedy }) => `${message} ${remedy}`),
    ...notesOf({ config, withStack: true }, []),
  ].join('\n')

  expect(sentences.match(/link the WABA there/g)).toHaveLength(2)
  expect(sentences).not.toContain('bridged')
  const elsewhere = { region: 'eu-west-1', instance: instanceArn }
  const bridged = [{ waba: `waba-${'0'.repeat(32)}`, mode: 'bridged' as const }]
  const stack = { chatFlow: 'Bridged chat' }
  expect(() => checkedConfig({ ...elsewhere, stack, channels: bridged })).toThrow(
    /us-east-1.*eu-west-1|eu-west-1.*us-east-1/,
  )
})
