// The texts of one language: its JSON file, in which every text is an ICU message
// (https://unicode-org.github.io/icu/userguide/format_parse/messages/). A text without arguments
// becomes a string, and any other text a function of its arguments.
import { IntlMessageFormat } from 'intl-messageformat'
import type { ReplyStatus, ReplyType } from '#api'
import type { SentenceName } from '#whatsapp/errors/error-sentences'
import type { Language } from '#whatsapp/errors/language'
import type { AgentProblemCode, ProblemCode } from '#whatsapp/errors/problem-codes'
import type { MediaKind } from '#whatsapp/media/media'
import type { Arguments } from './arguments.ts'
import type en from './en.json'
import type es from './es.json'
import type pt from './pt.json'

/** The texts of a JSON file, typed by its keys and by the arguments of its messages. */
export type Catalogue<Texts, InLanguage, Path extends string = ''> = {
  [Key in keyof Texts & string]: Texts[Key] extends string
    ? `${Path}${Key}` extends infer Message extends keyof InLanguage
      ? (values: InLanguage[Message]) => string
      : string
    : Catalogue<Texts[Key], InLanguage, `${Path}${Key}.`>
}

type English = Catalogue<typeof en, Arguments['en']>
type Spanish = Catalogue<typeof es, Arguments['es']>
type Portuguese = Catalogue<typeof pt, Arguments['pt']>

/** The type does not compile if `Texts` lacks a key or an argument that `Others` has. */
export type Complete<Texts extends Others, Others> = Texts

/**
 * Every status, type and code of the API must have a text. A new status, type or code compiles only
 * with a text.
 */
interface ClosedSets {
  statuses: Record<ReplyStatus, string>
  replyTypes: Record<Exclude<ReplyType, 'template' | 'media' | 'attachments'> | MediaKind, string>
  refusals: Record<AgentProblemCode, unknown>
  /** The reasons why WhatsApp refuses or does not deliver a message. */
  failures: Record<SentenceName, string>
}

type Languages = [
  Complete<English, ClosedSets>,
  Complete<English, Spanish>,
  Complete<English, Portuguese>,
  Complete<Spanish, English>,
  Complete<Portuguese, English>,
]
export type Messages = Languages[0]

/** Returns the texts of a JSON file. Messages are parsed when they are first used. */
export function catalogueOf<Texts = Messages>(texts: object, language: Language): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]: [string, string | object]) => [
      key,
      typeof text === 'string' ? compiled(text, language) : catalogueOf(text, language),
    ]),
  ) as unknown as Texts
}

type Values = Record<string, string | number>

function compiled(text: string, language: Language): string | ((values: Values) => string) {
  let message: IntlMessageFormat | undefined
  const format = (values?: Values) => {
    message ??= new IntlMessageFormat(text, language, undefined, { ignoreTag: true })
    return String(message.format(values))
  }
  // Braces in quotes are literal.
  if (text.replace(/'[{}][^']*'/g, '').includes('{')) return format
  return text.includes("'") ? format() : text
}

/** The reason why the API refuses a request, or why the outbox did not send a reply. */
export interface Refusal {
  readonly code: ProblemCode
  /** The API's own sentence, in English. */
  readonly message: string
  readonly values?: Readonly<Values> | undefined
}

/**
 * Returns a refusal in the agent's language, by its code. Returns the API's English sentence if the
 * widget has no text for the code, or if a value that the text needs is missing.
 */
export const refusalText =
  ({ refusals }: Pick<Messages, 'refusals'>) =>
  ({ code, message, values = {} }: Refusal): string => {
    const text = Object.hasOwn(refusals, code) ? refusals[code as keyof typeof refusals] : undefined
    if (typeof text !== 'function') return text ?? message
    try {
      return (text as (values: Values) => string)(values)
    } catch {
      return message
    }
  }

/** Returns the text for a code that comes from outside, or undefined if there is none. */
export const textFor = (
  texts: Readonly<Record<string, string>>,
  code: string,
): string | undefined => (Object.hasOwn(texts, code) ? texts[code] : undefined)
