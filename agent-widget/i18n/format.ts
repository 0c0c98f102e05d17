// Formats times, durations and sizes in the agent's language.
import type { Language } from '#whatsapp/errors/language'

const MINUTE = 60_000

/** Returns a time such as `14:05`, with the day if the time is not today. */
export function moment(at: Date, now: Date, language: Language): string {
  const isToday = at.toDateString() === now.toDateString()
  const day: Intl.DateTimeFormatOptions = isToday
    ? {}
    : { weekday: 'short', day: 'numeric', month: 'short' }
  return at.toLocaleString(language, { hour: '2-digit', minute: '2-digit', ...day })
}

/** Returns the name of a UTC day, such as `Mon, Nov 30`. */
export const dayName = (day: Date, language: Language): string =>
  day.toLocaleDateString(language, {
    ...{ weekday: 'short', day: 'numeric', month: 'short' },
    timeZone: 'UTC',
  })

/**
 * Returns a duration such as `23 hr 59 min` or `59 min`. A duration below ten minutes includes the
 * seconds (`9:59`), so that the agent sees the time count down.
 */
export function remaining(ms: number, language: Language): string {
  if (ms < 10 * MINUTE) {
    const seconds = Math.max(0, Math.ceil(ms / 1000))
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  }
  return spoken(ms, language)
}

/** Returns a duration with the full names of units, for screen readers. */
export function spoken(ms: number, language: Language): string {
  const minutes = Math.max(1, Math.floor(ms / MINUTE))
  const unit = (value: number, of: 'hour' | 'minute') =>
    new Intl.NumberFormat(language, { style: 'unit', unit: of, unitDisplay: 'short' }).format(value)
  if (minutes < 60) return unit(minutes, 'minute')
  const rest = minutes % 60
  return rest === 0
    ? unit(minutes / 60, 'hour')
    : `${unit(Math.floor(minutes / 60), 'hour')} ${unit(rest, 'minute')}`
}

/**
 * Returns the same as `remaining`, but a duration of more than a day contains days: `2 days 3 hr`.
 */
export function timeLeft(ms: number, language: Language): string {
  const hours = Math.floor(ms / (60 * MINUTE))
  if (hours < 24) return remaining(ms, language)
  const unit = (value: number, of: 'day' | 'hour') =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: of,
      unitDisplay: of === 'day' ? 'long' : 'short',
    }).format(value)
  const rest = hours % 24
  return rest === 0
    ? unit(hours / 24, 'day')
    : `${unit(Math.floor(hours / 24), 'day')} ${unit(rest, 'hour')}`
}

/** Returns a time with its day and time zone: `Sat, Nov 28, 2026, 6:00 PM GMT+1`. */
export const zonedMoment = (at: Date, language: Language): string =>
  at.toLocaleString(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })

/** Returns the name of a language, such as `pt_BR`, in the agent's language. */
export function languageName(code: string, language: Language): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code.replace('_', '-')) ?? code
  } catch {
    return code
  }
}

export function bytes(size: number, language: Language): string {
  const [value, unit] =
    size < 1024 * 1024 ? [size / 1024, 'kilobyte'] : [size / (1024 * 1024), 'megabyte']
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value)
}

/**
 * Matches country codes other than +1: first those with one or two digits, then all others, which
 * have three digits. https://www.itu.int/pub/T-SP-E.164D
 */
const COUNTRY_CODE = /^\+(7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9]\d{2})(\d+)$/

/**
 * Groups the digits of a number, because `+44 7700 900 142` is easier to read aloud than
 * `+447700900142`. Each country groups its numbers differently. This function separates only the
 * country code, and writes the rest in groups of three or four, longer groups first. Only numbers
 * that start with +1 get the groups that are usual in their countries.
 */
export function formattedNumber(number: string): string {
  const usual = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number)
  if (usual) return `+1 ${usual.slice(1).join(' ')}`
  const [, country, rest = ''] = COUNTRY_CODE.exec(number) ?? []
  if (country === undefined || rest.length < 6) return number
  // The number of digits in groups of four. These groups prevent a last group with a single digit:
  // 8 digits become 4 + 4, and 10 digits become 4 + 3 + 3.
  const inLonger = 4 * (rest.length % 3)
  const groups = [
    ...(rest.slice(0, inLonger).match(/\d{4}/g) ?? []),
    ...(rest.slice(inLonger).match(/\d{3}/g) ?? []),
  ]
  return `+${country} ${groups.join(' ')}`
}
