// One execution environment of a function: a worker thread that handles one invocation at a time.
// Faults can crash it.
import { randomUUID } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { Clock } from '../clock.ts'

interface FunctionError {
  errorType: string
  errorMessage: string
  stackTrace?: string
}

/** Thrown when an invocation fails: the function has thrown an error, timed out or crashed. */
class InvocationFailed extends Error {
  readonly functionError: FunctionError

  constructor(functionError: FunctionError) {
    super(`${functionError.errorType}: ${functionError.errorMessage}`)
    this.functionError = functionError
  }
}

export interface Environment {
  readonly busy: boolean
  /** Whether the function is waiting for virtual time to pass. */
  readonly asleep: boolean
  readonly dead: boolean
  /** Resolves with the function's response. Throws InvocationFailed. */
  invoke(event: unknown, timeoutMs: number): Promise<unknown>
  crash(why?: string): void
}

export interface EnvironmentOptions {
  bundle: string
  /** The folder in which V8 caches compiled code, to start the next environment faster. */
  compiled: string | undefined
  functionName: string
  arn: string
  env: Record<string, string>
  clock: Clock
  frontDoorUrl: string
  /**
   * Returns whether a 'slow' fault is delaying a call that the function in this environment has
   * made. Virtual time counts toward the function's time-out only during such a delay and while the
   * function sleeps.
   */
  isHeld(): boolean
  log(line: string): void
  onExit(): void
}

const entry = new URL('./worker.ts', import.meta.url)

export function startEnvironment({
  bundle,
  compiled,
  functionName,
  arn,
  env,
  clock,
  frontDoorUrl,
  isHeld,
  log,
  onExit,
}: EnvironmentOptions): Environment {
  const worker = new Worker(entry, {
    // Node reads NODE_COMPILE_CACHE when the worker starts. The worker removes the variable before
    // the function's code runs.
    env: { ...env, ...(compiled && { NODE_COMPILE_CACHE: compiled }) },
    execArgv: [],
    stdout: true,
    stderr: true,
    workerData: { bundle, functionName, arn, offset: clock.offset, frontDoorUrl },
  })
  let current:
    | { id: string; resolve(result: unknown): void; reject(error: InvocationFailed): void }
    | undefined
  let dead = false
  let why = 'exited'
  const sleeps = new Map<number, () => void>()

  for (const stream of [worker.stdout, worker.stderr]) {
    let rest = ''
    stream.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      for (const line of lines) log(line)
    })
    stream.on('end', () => rest && log(rest))
  }
  worker.on('message', ({ id, result, error, failed, sleeps: sleep, ms }) => {
    if (sleep !== undefined) {
      const wake = () => {
        sleeps.delete(sleep)
        worker.postMessage({ wakes: sleep })
      }
      return void sleeps.set(sleep, clock.after(ms, wake))
    }
    if (failed) {
      log(failed.stackTrace)
      why = failed.errorMessage
      void worker.terminate()
    }
    if (!current || current.id !== id) return
    const { resolve, reject } = current
    current = undefined
    if (error) {
      log(JSON.stringify(error))
      reject(new InvocationFailed(error))
    } else resolve(result === undefined ? undefined : JSON.parse(result))
  })
  worker.on('error', (error) => log(String((error as Error).stack ?? error)))
  worker.on('exit', () => end(why))
  worker.unref()

  function end(reason: string) {
    if (!dead) onExit()
    dead = true
    for (const cancel of sleeps.values()) cancel()
    sleeps.clear()
    current?.reject(
      new InvocationFailed({
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${current.id} Error: Runtime ${reason}`,
      }),
    )
    current = undefined
  }

  function crash(reason = 'was terminated') {
    void worker.terminate()
    end(reason)
  }

  return {
    get busy() {
      return current !== undefined
    },
    get asleep() {
      return sleeps.size > 0
    },
    get dead() {
      return dead
    },
    crash,
    invoke(event, timeoutMs) {
      const id = randomUUID()
      return new Promise((resolve, reject) => {
        const timedOut = () => {
          if (current?.id !== id) return
          current = undefined
          reject(
            new InvocationFailed({
              errorType: 'Sandbox.Timedout',
              errorMessage: `RequestId: ${id} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
            }),
          )
          crash('timed out')
        }
        const timer = setTimeout(timedOut, timeoutMs)
        const cancel = clock.after(timeoutMs, () => (isHeld() || sleeps.size > 0) && timedOut())
        const finish =
          <Value>(settle: (value: Value) => void) =>
          (value: Value) => {
            clearTimeout(timer)
            cancel()
            settle(value)
          }
        current = { id, resolve: finish(resolve), reject: finish(reject) }
        worker.postMessage({ id, event, deadline: clock.now() + timeoutMs })
      })
    },
  }
}
