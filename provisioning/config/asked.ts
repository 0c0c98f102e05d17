import type { Host } from '../cli/host.ts'
import type { Questions } from '../cli/questions.ts'

/**
 * Repeats the question until the answer is valid. `problem` returns a sentence for an invalid
 * answer. The field still contains the invalid answer, so that the person can correct it.
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
