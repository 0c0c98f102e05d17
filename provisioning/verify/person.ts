// The steps of `verify` that need a person: on the test phone, and in the CCP as the test agent.
import type { Host } from '../cli/host.ts'

export interface Person {
  /**
   * Asks the person to do something. Returns false if the person skips the action, or if there is
   * nobody to ask.
   */
  does(instruction: string): Promise<boolean>
  /**
   * Asks the person a question. Returns undefined if the person does not know the answer, or if
   * there is nobody to ask.
   */
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
