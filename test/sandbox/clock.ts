// Virtual time: the machine's clock plus one offset that only grows. The offset is in shared
// memory, so every worker that installs the same clock sees an advance at once. Timers of this
// clock fire in virtual time, either by waiting or by advance().

const realNow = Date.now.bind(Date)

/** The shared state: the offset, and the machine's time at which the clock was held. */
const virtualNow = (shared: Float64Array) => (shared[1] || realNow()) + shared[0]!

/** Work that takes no virtual time. */
export interface Work {
  isBusy(): boolean
  /** Resolves once all such work is done. Work of another kind may follow. */
  settle(): Promise<void>
}

export interface Clock {
  /** The virtual time in milliseconds since 1970. */
  now(): number
  /** Runs `task` once after `ms` of virtual time. Returns a function that cancels it. */
  after(ms: number, task: () => unknown): () => void
  /**
   * Moves time forward. The clock stops at every timer on the way and waits until everything that
   * the timer started is done. Time stands still while the clock waits, so a slow machine changes
   * no result.
   */
  advance(ms: number): Promise<void>
  /**
   * Registers what an advance waits for after each timer: running functions, and queues with
   * visible messages.
   */
  onRest(work: Work): void
  /**
   * Stops all timers until the returned function is called, which fires those that are due. The
   * clock must not be advanced in the meantime.
   */
  pause(): () => void
  /**
   * Holds time, except for advances, until the returned function is called. Use this method for
   * work that takes longer to compute than the time that the work simulates.
   */
  hold(): () => void
  /** The state of the clock, which can be shared with a worker (see `installClock`). */
  readonly offset: SharedArrayBuffer
  stop(): void
}

interface Timer {
  due: number
  task: () => unknown
}

export function createClock(): Clock {
  const offset = new SharedArrayBuffer(16)
  const shift = new Float64Array(offset)
  const timers = new Set<Timer>()
  const works: Work[] = []
  let alarm: NodeJS.Timeout | undefined
  let paused = false
  let holders = 0
  let advancing: Promise<void> = Promise.resolve()

  const now = () => virtualNow(shift)
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
    do {
      for (const { settle } of works) await settle()
    } while (works.some(({ isBusy }) => isBusy()))
  }

  function hold() {
    if (holders++ === 0) shift[1] = realNow()
    return () => {
      if (--holders > 0) return
      shift[0]! -= realNow() - shift[1]!
      shift[1] = 0
      arm()
    }
  }

  async function move(ms: number) {
    const letGo = hold()
    try {
      await advanceTo(now() + ms)
    } finally {
      letGo()
    }
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
      advancing = advancing.then(() => move(ms))
      return advancing
    },
    onRest: (work) => void works.push(work),
    pause() {
      paused = true
      clearTimeout(alarm)
      return () => {
        paused = false
        arm()
      }
    },
    hold,
    stop() {
      clearTimeout(alarm)
      timers.clear()
    },
  }
}

/**
 * Makes `Date` in this thread follow `offset`. Returns a function that restores it. Performance
 * timers and setTimeout stay real.
 */
export function installClock(offset: SharedArrayBuffer): () => void {
  const shift = new Float64Array(offset)
  const Real = globalThis.Date
  const now = () => virtualNow(shift)
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
