// The sandbox's clock. Its virtual time is the time of the machine plus an offset that only grows:
// virtual time passes with the time of the machine, and advance() moves it forward. The offset is
// in shared memory, so every worker that installs the clock sees an advance at once. The clock's
// timers fire in virtual time.

const realNow = Date.now.bind(Date)

/**
 * Returns the virtual time. `shared` contains the offset, and the machine's time at which hold()
 * stopped the clock (0 while the clock runs).
 */
const virtualNow = (shared: Float64Array) => (shared[1] || realNow()) + shared[0]!

/** A kind of work that an advance of the clock waits for. */
export interface Work {
  isBusy(): boolean
  /** Resolves once all work of this kind is done. Work of another kind may follow. */
  settle(): Promise<void>
}

export interface Clock {
  /** The virtual time in milliseconds since 1970. */
  now(): number
  /**
   * Calls `task` once after `ms` milliseconds of virtual time. Returns a function that cancels the
   * call. A timer with the option `lasting` is not canceled by `drop`.
   */
  after(ms: number, task: () => unknown, options?: { lasting?: boolean }): () => void
  /** Cancels all timers except the lasting ones. Returns the number of canceled timers. */
  drop(): number
  /**
   * Advances virtual time. The clock stops at the time of each timer that is due, and waits until
   * all work that the timer started is done. While the clock waits, virtual time stands still, so
   * the speed of the machine does not affect the results of tests.
   */
  advance(ms: number): Promise<void>
  /** Resolves once no call of advance() is in progress. */
  atRest(): Promise<void>
  /**
   * Registers a kind of work that an advance waits for after each timer, such as running functions
   * or the processing of messages in queues.
   */
  onRest(work: Work): void
  /**
   * Pauses all timers. The returned function resumes the timers and fires those that are due. Do
   * not advance the clock before you call the returned function.
   */
  pause(): () => void
  /**
   * Stops virtual time until the returned function is called. In the meantime, only advance() moves
   * virtual time. Call this method before work that takes longer to compute than the virtual time
   * that it simulates.
   */
  hold(): () => void
  /** The state of the clock, which can be shared with a worker (see `installClock`). */
  readonly offset: SharedArrayBuffer
  stop(): void
}

interface Timer {
  due: number
  lasting: boolean
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
    after(ms, task, { lasting = false } = {}) {
      const timer = { due: now() + ms, task, lasting }
      timers.add(timer)
      arm()
      return () => timers.delete(timer)
    },
    drop() {
      const dropped = [...timers].filter(({ lasting }) => !lasting)
      for (const timer of dropped) timers.delete(timer)
      arm()
      return dropped.length
    },
    advance(ms) {
      advancing = advancing.then(() => move(ms))
      return advancing
    },
    atRest: () => advancing,
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
 * Makes `Date` in this thread return virtual time. Returns a function that restores `Date`.
 * setTimeout and performance.now() still use real time.
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
