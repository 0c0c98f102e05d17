// Questions to whoever sits at the terminal. Ctrl-C at any of them ends the command with nothing changed.
import { confirm, isCancel, multiselect, select, text } from '@clack/prompts'
import { ConfigError } from '../config/error.ts'

export interface Choice {
  value: string
  label: string
  hint?: string
}

export interface Questions {
  yes(question: string): Promise<boolean>
  text(question: string, initial?: string): Promise<string>
  one(question: string, choices: readonly Choice[]): Promise<string>
  several(question: string, choices: readonly Choice[]): Promise<string[]>
}

export const clackQuestions: Questions = {
  yes: async (message) => answered(await confirm({ message, initialValue: false })),
  text: async (message, initial) =>
    answered(await text({ message, ...(initial ? { initialValue: initial } : {}) })),
  one: async (message, choices) =>
    answered(await select<string>({ message, options: [...choices] })),
  several: async (message, choices) =>
    answered(await multiselect<string>({ message, options: [...choices], required: true })),
}

function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (isCancel(answer)) throw new ConfigError('Stopped. Nothing was changed.')
  return answer as Exclude<Answer, symbol>
}
