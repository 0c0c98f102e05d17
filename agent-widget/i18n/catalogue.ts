// The texts of a language, from its JSON file. Each text is an ICU message
// (https://unicode-org.github.io/icu/userguide/format_parse/messages/). A text without arguments
// becomes a string. Any other text becomes a function of its arguments.
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

/**
 * The texts of a JSON file. The type contains the file's keys and the arguments of its messages.
 */
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

/** Does not compile if `Texts` lacks a key or an argument of `Others`. */
export type Complete<Texts extends Others, Others> = Texts

/**
 * Requires a text for every status, type and code of the API. If the API gets a new one, the widget
 * does not compile until there is a text for it.
 */
interface ClosedSets {
  statuses: Record<ReplyStatus, string>
  replyTypes: Record<Exclude<ReplyType, 'template' | 'media' | 'attachments'> | MediaKind, string>
  refusals: Record<AgentProblemCode, unknown>
  /** The reasons why WhatsApp refuses a message or does not deliver it. */
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

/** Returns the texts of a JSON file. A message is parsed when it is first used. */
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
  // Braces inside quotes are literal text.
  if (text.replace(/'[{}][^']*'/g, '').includes('{')) return format
  return text.includes("'") ? format() : text
}

/** Why the API refused a request, or why the outbox did not send a reply. */
export interface Refusal {
  readonly code: ProblemCode
  /** The API's own sentence in English. */
  readonly message: string
  readonly values?: Readonly<Values> | undefined
}

/**
 * Returns the text for a refusal in the agent's language. Returns the API's English sentence if the
 * widget has no text for the code, or if a value for the text is missing.
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

/** Returns the text for a code from outside the product, or undefined if there is no text. */
export const textFor = (
  texts: Readonly<Record<string, string>>,
  code: string,
): string | undefined => (Object.hasOwn(texts, code) ? texts[code] : undefined)
