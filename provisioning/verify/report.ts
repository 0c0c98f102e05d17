// Reports the results of a verification, to programs and to people. The report contains no personal
// data: no customer's number, no text, and no id of a message or contact.
import { type Guess, type GuessName, guesses } from './guesses.ts'
import { expectedOf, type Observation } from './probe.ts'

export interface Report {
  at: string
  account: string
  region: string
  confirmed: Entry[]
  different: (Entry & { consequence: string })[]
  notPossible: Entry[]
  /** The questions that no probe of `verify` answers. */
  notProbed: { guess: string; question: string; expected: string }[]
}

interface Entry {
  guess: string
  question: string
  expected: string
  found?: string
  evidence: string
}

const WORKS = 'Nothing to do: the product was tried with this answer in the sandbox, and works.'
const UNTRIED = 'The product was not tried with this answer. Please report it.'

export const consequenceOf = (name: GuessName, value: string): string => {
  const { limits = {}, tried }: Guess = guesses[name]
  return limits[value] ?? (tried === 'account' ? UNTRIED : WORKS)
}

export function reportOf(
  observations: readonly Observation[],
  where: { at: Date; account: string; region: string },
): Report {
  const entry = ({ guess, value, evidence }: Observation): Entry => ({
    guess,
    question: guesses[guess].question,
    expected: expectedOf(guess),
    ...(value === undefined ? {} : { found: value }),
    evidence,
  })
  const found = observations.filter(({ value }) => value !== undefined)
  const isExpected = ({ guess, value }: Observation) => value === expectedOf(guess)
  const probed = new Set(observations.map(({ guess }) => guess))
  return {
    ...where,
    at: where.at.toISOString(),
    confirmed: found.filter(isExpected).map(entry),
    different: found
      .filter((each) => !isExpected(each))
      .map((each) => ({ ...entry(each), consequence: consequenceOf(each.guess, each.value!) })),
    notPossible: observations.filter(({ value }) => value === undefined).map(entry),
    notProbed: (Object.keys(guesses) as GuessName[])
      .filter((guess) => !probed.has(guess))
      .map((guess) => ({ guess, question: guesses[guess].question, expected: expectedOf(guess) })),
  }
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)

/** Returns the report as an HTML page that needs no other file. */
export function pageOfReport(report: Report): string {
  const { different, notPossible, confirmed, notProbed } = report
  const item = (question: string, ...lines: string[]) =>
    `<li><strong>${escaped(question)}</strong>${lines.map((line) => `<br>${escaped(line)}`).join('')}</li>`
  const section = (title: string, items: readonly string[]) =>
    `<h2>${escaped(title)} (${items.length})</h2>\n<ul>\n${items.join('\n')}\n</ul>`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>connect-whatsapp verify</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}li{margin:.6rem 0}</style>
<h1>What AWS and WhatsApp do in this account</h1>
<p>Account ${escaped(report.account)}, Region ${escaped(report.region)}, ${escaped(report.at)}.
This page contains no personal data.</p>
${section(
  'Different from what was expected',
  different.map(({ question, expected, found, evidence, consequence }) =>
    item(question, `Expected: ${expected}. Found: ${found}, because ${evidence}.`, consequence),
  ),
)}
${section(
  'Could not be tested',
  notPossible.map(({ question, evidence }) => item(question, `Reason: ${evidence}.`)),
)}
${section(
  'Confirmed',
  confirmed.map(({ question, found, evidence }) => item(question, `${found}: ${evidence}.`)),
)}
${section(
  'Never tried: verify cannot test it',
  notProbed.map(({ question, expected }) => item(question, `Expected: ${expected}.`)),
)}
</html>
`
}
