// Virtual time: the machine's clock plus one offset that only grows. The offset lives in
// shared memory, so every worker that installs the same clock sees an advance at once.
// Timers set here are of virtual time: they fire when it gets there, by waiting or by advance().

const realNow = Date.now.bind(Date)

export interface Clock {
  /** Milliseconds since 1970, virtual. */
  now(): number
  /** Runs `task` once, `ms` of virtual time from now. Returns how to cancel it. */
  after(ms: number, task: () => unknown): () => void
  /** Moves time forward, stopping at every timer on the way and letting what it set off come to rest. */
  advance(ms: number): Promise<void>
  /** Something an advance must wait for after each timer: running functions, queues with visible messages. */
  onRest(atRest: () => Promise<void>): void
  /** No timer fires until it goes on by what is returned; then those that are due do. Nobody may advance meanwhile. */
  pause(): () => void
  /** The offset in milliseconds, to share with a worker (see `installClock`). */
  readonly offset: SharedArrayBuffer
  stop(): void
}

interface Timer {
  due: number
  task: () => unknown
}

export function createClock(): Clock {
  const offset = new SharedArrayBuffer(8)
  const shift = new Float64Array(offset)
  const timers = new Set<Timer>()
  const rests: (() => Promise<void>)[] = []
  let alarm: NodeJS.Timeout | undefined
  let paused = false
  let advancing: Promise<void> = Promise.resolve()

  const now = () => realNow() + shift[0]!
  const next = () =>
    [...timers].reduce<Timer | undefined>(
      (first, timer) => (!first || timer.due < first.due ? timer : first),
      undefined,
    )

  function arm() {
    clearTimeout(alarm)
    const timer = next()
    if (!timer || paused) return
    alarm = setTimeout(fire, Math.min(Math.max(0, timer.due - now()), 2 ** 31 - 1))
    alarm.unref()
  }

  function fire() {
    for (let timer = next(); timer && timer.due <= now(); timer = next()) {
      timers.delete(timer)
      timer.task()
    }
    arm()
  }

  const rest = async () => {
    for (const atRest of rests) await atRest()
  }

  async function advanceTo(target: number) {
    await rest()
    for (let timer = next(); timer && timer.due <= target; timer = next()) {
      if (timer.due > now()) shift[0]! += timer.due - now()
      fire()
      await rest()
    }
    if (target > now()) shift[0]! += target - now()
    fire()
    await rest()
  }

  return {
    now,
    offset,
    after(ms, task) {
      const timer = { due: now() + ms, task }
      timers.add(timer)
      arm()
      return () => timers.delete(timer)
    },
    advance(ms) {
      advancing = advancing.then(() => advanceTo(now() + ms))
      return advancing
    },
    onRest: (atRest) => void rests.push(atRest),
    pause() {
      paused = true
      clearTimeout(alarm)
      return () => {
        paused = false
        arm()
      }
    },
    stop() {
      clearTimeout(alarm)
      timers.clear()
    },
  }
}

/** Makes `Date` in this thread follow `offset`. Returns how to undo it. Performance timers and setTimeout stay real. */
export function installClock(offset: SharedArrayBuffer): () => void {
  const shift = new Float64Array(offset)
  const Real = globalThis.Date
  const now = () => realNow() + shift[0]!
  class VirtualDate extends Real {
    constructor(...args: any[]) {
      if (args.length === 0) super(now())
      else super(...(args as [number]))
    }
    static override now = now
  }
  globalThis.Date = VirtualDate as DateConstructor
  return () => {
    globalThis.Date = Real
  }
}
