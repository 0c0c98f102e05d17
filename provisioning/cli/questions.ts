// Asks the person at the terminal. Ctrl-C at any question ends the command, before the command has
// changed anything.
import { confirm, isCancel, multiselect, select, text } from '@clack/prompts'
import { ConfigError } from '../config/error.ts'

export interface Choice {
  value: string
  label: string
  hint?: string
}

/** `initial` is the answer if the person only presses Enter. */
export interface Questions {
  yes(question: string): Promise<boolean>
  text(question: string, initial?: string): Promise<string>
  one(question: string, choices: readonly Choice[], initial?: string): Promise<string>
  /** With `optional`, the person may choose nothing. */
  several(
    question: string,
    choices: readonly Choice[],
    options?: { initial?: readonly string[]; optional?: boolean },
  ): Promise<string[]>
}

export const clackQuestions: Questions = {
  yes: async (message) => answered(await confirm({ message, initialValue: false })),
  text: async (message, initial) =>
    // The prompt returns undefined for an empty answer.
    answered(await text({ message, ...(initial ? { initialValue: initial } : {}) })) ?? '',
  one: async (message, choices, initial) =>
    answered(
      await select<string>({
        message,
        options: [...choices],
        ...(initial === undefined ? {} : { initialValue: initial }),
      }),
    ),
  several: async (message, choices, { initial = [], optional = false } = {}) =>
    answered(
      await multiselect<string>({
        message: optional ? `${message} (space chooses, Enter continues)` : message,
        options: [...choices],
        initialValues: [...initial],
        required: !optional,
      }),
    ),
}

function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (isCancel(answer)) throw new ConfigError('Stopped. Nothing was changed.')
  return answer as Exclude<Answer, symbol>
}
