// Shows what is being done while it is done: moving lines in a terminal, plain ones elsewhere.
import { Listr, PRESET_TIMER } from 'listr2'
import type { Host } from '../cli/host.ts'
import { type PlannedChange, planLine } from './plan.ts'
import type { Change } from './resource.ts'

export interface Progress {
  begins(name: string, changes: readonly Change[]): void
  changed(name: string, change: Change): void
  /** After the last change, or when it went wrong. */
  end(): Promise<void>
}

export function progress(host: Host, planned: readonly PlannedChange[], quiet = false): Progress {
  return host.interactive && !quiet ? moving(planned) : plain(quiet ? host.tell : host.print)
}

function plain(say: (line: string) => void): Progress {
  return {
    begins(name, changes) {
      for (const { summary } of changes) say(`… ${name}: ${summary}`)
    },
    changed: (name, { summary }) => say(`✓ ${name}: ${summary}`),
    end: async () => {},
  }
}

function moving(planned: readonly PlannedChange[]): Progress {
  const keyOf = (name: string, { summary }: Pick<Change, 'summary'>) => `${name}: ${summary}`
  const tasks = new Map(
    planned.map((change) => [
      keyOf(change.name, change),
      { change, ...Promise.withResolvers<void>() },
    ]),
  )
  const list = new Listr(
    [...tasks.values()].map(({ change, promise }) => ({
      title: planLine(change).trim().slice(2),
      task: () => promise,
    })),
    {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: { timer: PRESET_TIMER, collapseErrors: false, showErrorMessage: false },
    },
  )
  const shown = list.run().catch(() => {})
  return {
    begins: () => {},
    changed: (name, change) => tasks.get(keyOf(name, change))?.resolve(),
    async end() {
      // Those already resolved keep their tick.
      for (const { reject } of tasks.values()) reject(new Error('not done'))
      await shown
    },
  }
}
