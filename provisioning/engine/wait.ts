// AWS takes its time. Waiting is always handed in, so that the sandbox can let virtual time pass instead.

export type Wait = (ms: number) => Promise<unknown>

export const sleep: Wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export interface Patience {
  everyMs: number
  atMostMs: number
}

/** Looks until the answer is `enough` or patience ends. Returns the last answer either way. */
export async function poll<Answer>(
  look: () => Promise<Answer>,
  enough: (answer: Answer) => boolean,
  patience: Patience,
  wait: Wait,
) {
  let answer = await look()
  for (let waited = 0; !enough(answer) && waited < patience.atMostMs; waited += patience.everyMs) {
    await wait(patience.everyMs)
    answer = await look()
  }
  return answer
}

/** Calls until it succeeds, or fails in another way than one of `again`, or patience ends: then its error is thrown. */
export async function retry<Answer>(
  call: () => Promise<Answer>,
  again: (error: unknown) => boolean,
  patience: Patience,
  wait: Wait,
) {
  for (let waited = 0; ; waited += patience.everyMs) {
    try {
      return await call()
    } catch (error) {
      if (!again(error) || waited >= patience.atMostMs) throw error
    }
    await wait(patience.everyMs)
  }
}
