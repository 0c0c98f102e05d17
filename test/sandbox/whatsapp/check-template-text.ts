// Checks the values for a template's texts: how many there are, the names of their placeholders,
// and their characters.
import type { Context } from './check-message.ts'
import { fill, type Parameter, placeholders, valuesOf } from './parameters.ts'
import { refuse } from './refusal.ts'
import { anything, type Check, integer, isUnseen, lengthOf, object, text } from './shape.ts'

export interface Sending {
  context: Context
  named: boolean
  authentication: boolean
  limitedTimeOffer: boolean
}

export interface SentComponent {
  type: string
  sub_type?: string
  index?: string | number
  parameters?: Parameter[]
  cards?: { card_index: number; components: SentComponent[] }[]
}

export function refuseCount(where: string, sent: number, expected: number): never {
  refuse(
    132000,
    `${where}: number of localizable_params (${sent}) does not match the expected number of params (${expected})`,
  )
}

const currency = (words: Check) =>
  object({ fallback_value: words, code: text(3), amount_1000: integer(-1e15, 1e15) })
const moment = (words: Check) =>
  object(
    { fallback_value: words },
    Object.fromEntries(
      ['day_of_week', 'day_of_month', 'year', 'month', 'hour', 'minute', 'calendar'].map((key) => [
        key,
        anything,
      ]),
    ),
  )

export function checkText(
  where: 'header' | 'body',
  template: string | undefined,
  parameters: readonly Parameter[],
  most: number,
  sending: Sending,
) {
  const { named, context, authentication } = sending
  const names = placeholders(template ?? '')
  parameters.forEach((parameter, index) => {
    const at = `${where}['parameters'][${index}]`
    const words: Check = (value, path) => checkParameterText(value, path, context.apiVersion)
    const content: Record<string, Check> = {
      text: words,
      ...(where === 'body' && { currency: currency(words), date_time: moment(words) }),
    }
    const type = typeof parameter?.type === 'string' ? parameter.type.toLowerCase() : 'unknown'
    if (!content[type])
      refuse(132012, `${where}: Format mismatch, expected TEXT, received ${type.toUpperCase()}`)
    if (named && names.length > 0 && !parameter.parameter_name)
      refuse(100, 'Parameter name is missing or empty')
    if (type === 'text' && parameter.text === undefined)
      refuse(100, "Parameter 'text' is mandatory for component parameter type 'text'")
    object({ type: anything, [type]: content[type] }, named ? { parameter_name: text(512) } : {})(
      parameter,
      at,
    )
    if (authentication) checkCode(parameter.text ?? '')
  })
  if (parameters.length !== names.length) refuseCount(where, parameters.length, names.length)
  const values = valuesOf(parameters, names, named)
  const missing = names.find((name) => !values.has(name))
  if (missing) refuse(100, `${where}: Parameter name '${missing}' is missing`)
  if (lengthOf(fill(template ?? '', values)) > most)
    refuse(132005, `${where}: the text with its parameters is over ${most} characters`)
}

const CODE_LENGTH = 15

function checkCode(code: string) {
  if (lengthOf(code) > CODE_LENGTH) refuse(131009, `A code may have ${CODE_LENGTH} characters`)
  if (/:\/\/|\p{Extended_Pictographic}/u.test(code))
    refuse(131009, 'A code may have no URL and no emoji')
}

const LONGEST = 32_768

/**
 * Throws a Refusal unless the parameter's text is a single line that is not empty and has at most
 * four spaces in a row. Meta answers with error 132018 since version 23 of the Graph API, and with
 * error 100 in earlier versions.
 */
export function checkParameterText(value: unknown, path: string, apiVersion: number) {
  const code = apiVersion >= 23 ? 132018 : 100
  if (typeof value !== 'string') refuse(100, `Param ${path} must be a string`)
  const text = value as string
  if (isUnseen(text)) refuse(code, `Param ${path} must not be empty`)
  if (text.includes('\0') || !text.isWellFormed())
    refuse(100, `Param ${path} has characters that are no text`)
  if (/[\n\r\t]| {5}/.test(text))
    refuse(code, 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces')
  if (lengthOf(text) > LONGEST) refuse(131009, `Param ${path} may have ${LONGEST} characters`)
}
