import type { Host } from '../cli/host.ts'
import type { Questions } from '../cli/questions.ts'

/**
 * Asks until the answer passes `problem`, which returns a sentence or undefined. A wrong answer stays
 * in the field, so that it only has to be corrected.
 */
export async function asked(
  { ask, log }: Pick<Host, 'log'> & { ask: Questions },
  question: string,
  problem: (answer: string) => string | undefined | Promise<string | undefined>,
  initial?: string,
): Promise<string> {
  let offered = initial
  for (;;) {
    const answer = (await ask.text(question, offered)).trim()
    const found = await problem(answer)
    if (found === undefined) return answer
    log(found)
    offered = answer
  }
}
