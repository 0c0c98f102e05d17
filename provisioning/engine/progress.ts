// Shows the progress of changes: as animated lines in a terminal, otherwise as plain lines.
import { Listr, PRESET_TIMER } from 'listr2'
import type { Host } from '../cli/host.ts'
import { type PlannedChange, planLine } from './plan.ts'
import type { Change } from './resource.ts'

export interface Progress {
  begins(name: string, changes: readonly Change[]): void
  changed(name: string, change: Change): void
  /** Ends the display, after the last change or after a failure. */
  end(): Promise<void>
}

export function progress(host: Host, planned: readonly PlannedChange[], quiet = false): Progress {
  return host.interactive && !quiet ? animated(planned) : plain(quiet ? host.log : host.print)
}

function plain(print: (line: string) => void): Progress {
  return {
    begins(name, changes) {
      for (const { summary } of changes) print(`… ${name}: ${summary}`)
    },
    changed: (name, { summary }) => print(`✓ ${name}: ${summary}`),
    end: async () => {},
  }
}

function task(change: PlannedChange) {
  let [resolve, reject]: [() => void, (error: Error) => void] = [() => {}, () => {}]
  const promise = new Promise<void>((done, failed) => {
    resolve = done
    reject = failed
  })
  return { change, promise, resolve, reject }
}

function animated(planned: readonly PlannedChange[]): Progress {
  const keyOf = (name: string, { summary }: Pick<Change, 'summary'>) => `${name}: ${summary}`
  const tasks = new Map(planned.map((change) => [keyOf(change.name, change), task(change)]))
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
  const rendering = list.run().catch(() => {})
  return {
    begins: () => {},
    changed: (name, change) => tasks.get(keyOf(name, change))?.resolve(),
    async end() {
      // Ends the tasks that are not done. Calling `reject` for a task that is done has no effect.
      for (const { reject } of tasks.values()) reject(new Error('not done'))
      await rendering
    },
  }
}
