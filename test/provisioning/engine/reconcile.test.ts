import { expect, it } from 'vitest'
import { failureSentences } from '../../../provisioning/cli/failure.ts'
import { ConfigError } from '../../../provisioning/config/error.ts'
import { allDone, applier, planner } from '../../../provisioning/engine/reconcile.ts'
import type { Resource } from '../../../provisioning/engine/resource.ts'

/**
 * Returns a resource with a single setting, its color. If `deaf` is true, the account ignores
 * changes of the color.
 */
function lamp(
  account: { color?: string | undefined },
  wanted: string,
  { deaf = false } = {},
): Resource<{ color: string }> & { applied: number } {
  const read = async () => (account.color === undefined ? undefined : { color: account.color })
  const resource = {
    name: 'lamp',
    stays: 'is on',
    iam: [],
    applied: 0,
    read,
    diff: (live: { color: string } | undefined) =>
      live?.color === wanted
        ? []
        : [
            {
              action: 'update' as const,
              summary: `light it ${wanted} instead of ${live?.color ?? 'not at all'}`,
            },
          ],
    async apply(live: { color: string } | undefined) {
      resource.applied++
      if (!deaf) account.color = wanted
      return deaf ? (live ?? { color: 'none' }) : { color: wanted }
    },
  }
  return resource
}

const noted = () => {
  const reports: string[] = []
  return {
    reports,
    report: (name: string, { summary }: { summary: string }) =>
      void reports.push(`${name}: ${summary}`),
  }
}

it('reports the changes that a plan would make, and makes none', async () => {
  const account = { color: 'green' }
  const { reports, report } = noted()

  const live = await planner(report)(lamp(account, 'red'))

  expect(reports).toEqual(['lamp: light it red instead of green'])
  expect([account.color, live]).toEqual(['green', { color: 'green' }])
})

it('applies the differences and reports each change after it is made', async () => {
  const account: { color?: string } = {}
  const { reports, report } = noted()

  const live = await applier(report)(lamp(account, 'red'))

  expect([account.color, live, reports]).toEqual([
    'red',
    { color: 'red' },
    ['lamp: light it red instead of not at all'],
  ])
})

it('does not apply a resource that is already as configured', async () => {
  const resource = lamp({ color: 'red' }, 'red')
  const { reports, report } = noted()

  await applier(report)(resource)

  expect([resource.applied, reports]).toEqual([0, []])
})

it('fails when a resource still differs after it was applied', async () => {
  const { reports, report } = noted()

  const applying = applier(report)(lamp({ color: 'green' }, 'red', { deaf: true }))

  await expect(applying).rejects.toThrow(
    'lamp still differs from the configuration after it was changed: light it red instead of green',
  )
  expect(reports).toEqual([])
})

it('finishes other tasks when one fails', async () => {
  const finished: string[] = []
  const slow = new Promise<void>((resolve) => setImmediate(resolve)).then(
    () => void finished.push('slow'),
  )

  const running = allDone([Promise.reject(new ConfigError('no such flow')), slow])

  await expect(running).rejects.toThrow(new ConfigError('no such flow'))
  expect(finished).toEqual(['slow'])
})

it('reports the same error of two tasks once, and different errors separately', async () => {
  const shared = Promise.reject(new ConfigError('no such role'))

  await expect(allDone([shared, shared])).rejects.toThrow(/^no such role$/)
  await expect(allDone([shared, Promise.reject(new ConfigError('no such flow'))])).rejects.toThrow(
    'no such role\nno such flow',
  )
})

it('names all resources with the same error in one sentence, and reports other errors separately', async () => {
  const failing = (name: string, message: string) => ({
    ...lamp({ color: 'green' }, 'red'),
    name,
    apply: async () => {
      throw Object.assign(new Error(message), {
        name: 'AccessDeniedException',
        operation: 'Connect AssociateFlow',
      })
    },
  })
  const step = applier()

  const walk = allDone([
    ...['a', 'b', 'c', 'd', 'e'].map((name) => step(failing(name, 'not allowed'))),
    step(failing('f', 'not at all')),
  ])

  const sentences = failureSentences(await walk.catch((error) => error), { changes: true })!
  expect(sentences).toHaveLength(2)
  expect(sentences[0]).toMatch(
    /^a, b, c and 2 more: Connect AssociateFlow: AWS denied access \(not allowed\)/,
  )
  expect(sentences[1]).toMatch(/^f: .*\(not at all\).*Run the same command again to continue\.$/)
})
