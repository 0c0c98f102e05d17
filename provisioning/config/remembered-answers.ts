// Stores the answers of an unfinished `init` in a file beside the configuration. The next run
// offers these answers, so that nobody has to type or choose them twice.
import { readFile, rm, writeFile } from 'node:fs/promises'
import type { Questions } from '../cli/questions.ts'

export interface RememberedQuestions extends Questions {
  /** The path of the file. Undefined until an answer is stored. */
  readonly file: string | undefined
  /** Deletes the file after its answers have been written to the configuration. */
  forget(): Promise<void>
}

type Answers = Record<string, string | string[]>

/**
 * Returns functions that ask questions with `ask`, offer the answers of the previous run as initial
 * answers, and store each new answer.
 */
export async function rememberedQuestions(
  ask: Questions,
  configuration: string,
): Promise<RememberedQuestions> {
  const file = `${configuration}.answers`
  const answers = await answersIn(file)

  async function remember<Answer extends string | string[]>(question: string, answer: Answer) {
    answers[question] = answer
    await writeFile(file, `${JSON.stringify(answers, undefined, 2)}\n`)
    return answer
  }
  const textOf = (question: string) => {
    const answer = answers[question]
    return typeof answer === 'string' ? answer : undefined
  }
  const listOf = (question: string) => {
    const answer = answers[question]
    return Array.isArray(answer) ? answer : undefined
  }

  return {
    get file() {
      return Object.keys(answers).length > 0 ? file : undefined
    },
    yes: ask.yes,
    text: async (question, initial) =>
      remember(question, await ask.text(question, textOf(question) ?? initial)),
    one: async (question, choices, initial) => {
      const former = choices.find(({ value }) => value === textOf(question))?.value
      return remember(question, await ask.one(question, choices, former ?? initial))
    },
    several: async (question, choices, { initial = [], optional = false } = {}) => {
      const former = listOf(question)?.filter((each) => choices.some(({ value }) => value === each))
      return remember(
        question,
        await ask.several(question, choices, { initial: former ?? initial, optional }),
      )
    },
    forget: () => rm(file, { force: true }),
  }
}

async function answersIn(file: string): Promise<Answers> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    // Without a usable file, all questions are asked as in a first run.
    return {}
  }
}
