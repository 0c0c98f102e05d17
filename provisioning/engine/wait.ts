// Waits for AWS. Callers pass the function that waits, so that tests can use a virtual clock.

export type Wait = (ms: number) => Promise<unknown>

export const sleep: Wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export interface Patience {
  everyMs: number
  atMostMs: number
}

/**
 * Calls `look` repeatedly until `enough` accepts its answer or the time is over. Returns the last
 * answer.
 */
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

/**
 * Repeats `call` while it fails with an error that `again` accepts. Throws any other error
 * immediately. Throws the last error when the time is over.
 */
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
