// What the API and the outbox refuse with, in the agent's language. The API speaks English; it gives every reason a code and the
// values its sentence has, and both are kept with a reply, so that whoever reads it next has it in their own language.

export interface Said {
  readonly code: string
  /** The API's own sentence, in English. */
  readonly message: string
  readonly values?: Readonly<Record<string, string | number>> | undefined
}

/** `{limit}` stands for the value of that name. A sentence that would lack one is not said: English has it all. */
export function sentenceOf(
  { code, message, values = {} }: Said,
  sentences: Readonly<Record<string, string>>,
): string {
  const sentence = sentences[code]
  if (!sentence || placeholdersOf(sentence).some((name) => values[name] === undefined))
    return message
  return sentence.replace(PLACEHOLDER, (_, name: string) => String(values[name]))
}

const PLACEHOLDER = /\{(\w+)\}/g

export const placeholdersOf = (sentence: string): string[] =>
  [...sentence.matchAll(PLACEHOLDER)].map(([, name]) => name!)
