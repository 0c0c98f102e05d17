import { expect, it } from 'vitest'
import { failureSentences } from '../../../provisioning/cli/failure.ts'
import { ConfigError } from '../../../provisioning/config/error.ts'
import { all, applier, planner } from '../../../provisioning/engine/reconcile.ts'
import type { Resource } from '../../../provisioning/engine/resource.ts'

/** A thing with one setting, in an account that may not keep what it is told. */
function lamp(
  account: { colour?: string | undefined },
  wanted: string,
  { deaf = false } = {},
): Resource<{ colour: string }> & { applied: number } {
  const read = async () => (account.colour === undefined ? undefined : { colour: account.colour })
  const resource = {
    name: 'lamp',
    stays: 'is on',
    iam: [],
    applied: 0,
    read,
    diff: (live: { colour: string } | undefined) =>
      live?.colour === wanted
        ? []
        : [
            {
              action: 'update' as const,
              summary: `light it ${wanted} instead of ${live?.colour ?? 'not at all'}`,
            },
          ],
    async apply(live: { colour: string } | undefined) {
      resource.applied++
      if (!deaf) account.colour = wanted
      return deaf ? (live ?? { colour: 'none' }) : { colour: wanted }
    },
  }
  return resource
}

const noted = () => {
  const said: string[] = []
  return {
    said,
    report: (name: string, { summary }: { summary: string }) =>
      void said.push(`${name}: ${summary}`),
  }
}

it('a plan says what would change and changes nothing', async () => {
  const account = { colour: 'green' }
  const { said, report } = noted()

  const live = await planner(report)(lamp(account, 'red'))

  expect(said).toEqual(['lamp: light it red instead of green'])
  expect([account.colour, live]).toEqual(['green', { colour: 'green' }])
})

it('an apply changes what differs, and tells of it only when it is done', async () => {
  const account: { colour?: string } = {}
  const { said, report } = noted()

  const live = await applier(report)(lamp(account, 'red'))

  expect([account.colour, live, said]).toEqual([
    'red',
    { colour: 'red' },
    ['lamp: light it red instead of not at all'],
  ])
})

it('an apply leaves alone what already agrees', async () => {
  const resource = lamp({ colour: 'red' }, 'red')
  const { said, report } = noted()

  await applier(report)(resource)

  expect([resource.applied, said]).toEqual([0, []])
})

it('an apply that did not converge is not believed', async () => {
  const { said, report } = noted()

  const applying = applier(report)(lamp({ colour: 'green' }, 'red', { deaf: true }))

  await expect(applying).rejects.toThrow(
    'lamp did not settle; still pending: light it red instead of green',
  )
  expect(said).toEqual([])
})

it('one failure does not stop what runs beside it', async () => {
  const finished: string[] = []
  const slow = new Promise<void>((resolve) => setImmediate(resolve)).then(
    () => void finished.push('slow'),
  )

  const running = all([Promise.reject(new ConfigError('no such flow')), slow])

  await expect(running).rejects.toThrow(new ConfigError('no such flow'))
  expect(finished).toEqual(['slow'])
})

it('a failure that two wait for is told once, and two failures are both told', async () => {
  const shared = Promise.reject(new ConfigError('no such role'))

  await expect(all([shared, shared])).rejects.toThrow(/^no such role$/)
  await expect(all([shared, Promise.reject(new ConfigError('no such flow'))])).rejects.toThrow(
    'no such role\nno such flow',
  )
})

it('what fails alike for many things is one sentence that names them, and what failed otherwise another', async () => {
  const failing = (name: string, message: string) => ({
    ...lamp({ colour: 'green' }, 'red'),
    name,
    apply: async () => {
      throw Object.assign(new Error(message), {
        name: 'AccessDeniedException',
        operation: 'Connect AssociateFlow',
      })
    },
  })
  const step = applier()

  const walk = all([
    ...['a', 'b', 'c', 'd', 'e'].map((name) => step(failing(name, 'not allowed'))),
    step(failing('f', 'not at all')),
  ])

  const sentences = failureSentences(await walk.catch((error) => error), { changes: true })!
  expect(sentences).toHaveLength(2)
  expect(sentences[0]).toMatch(
    /^a, b, c and 2 more: Connect AssociateFlow: AWS refuses it \(not allowed\)/,
  )
  expect(sentences[1]).toMatch(/^f: .*\(not at all\).*goes on from there\.$/)
})
