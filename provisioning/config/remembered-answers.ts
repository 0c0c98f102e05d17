// Remembers the answers of an `init` that did not finish, in a file beside the configuration. The
// next run offers the answers again, so nothing has to be typed or chosen twice.
import { readFile, rm, writeFile } from 'node:fs/promises'
import type { Questions } from '../cli/questions.ts'

export interface RememberedQuestions extends Questions {
  /** The path of the file, or undefined as long as no answer is stored. */
  readonly file: string | undefined
  /** Deletes the file when its answers are in the configuration. */
  forget(): Promise<void>
}

type Answers = Record<string, string | string[]>

/** Returns questions like `ask` whose initial answer is that of the previous run. */
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
    // If there is no usable file, everything is asked as in a first run.
    return {}
  }
}
