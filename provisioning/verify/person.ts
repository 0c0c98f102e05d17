// The steps of `verify` that only a person can do: on the test phone, and in the CCP as the test agent.
import type { Host } from '../cli/host.ts'

export interface Person {
  /** Asks for an action. Returns false if the person skips it, or if there is no person. */
  does(instruction: string): Promise<boolean>
  /** Returns undefined if the person does not know, or if there is no person. */
  sees(question: string): Promise<boolean | undefined>
}

export const personAt = ({ interactive, ask }: Pick<Host, 'interactive' | 'ask'>): Person => ({
  does: async (instruction) =>
    interactive &&
    (await ask.one(instruction, [
      { value: 'done', label: 'Done' },
      { value: 'skip', label: 'Skip this' },
    ])) === 'done',
  async sees(question) {
    if (!interactive) return undefined
    const answer = await ask.one(question, [
      { value: 'yes', label: 'Yes' },
      { value: 'no', label: 'No' },
      { value: 'unknown', label: 'I do not know (skip the question)' },
    ])
    return answer === 'unknown' ? undefined : answer === 'yes'
  },
})
