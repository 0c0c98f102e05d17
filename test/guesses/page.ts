// Writes provisioning/FIRST-RUN.md, the page about what nobody has tried on a real account.
import { type Guess, type GuessName, guesses, TOPICS } from '../../provisioning/verify/guesses.ts'
import { STAGES } from '../../provisioning/verify/stages.ts'

export const PAGE = 'provisioning/FIRST-RUN.md'

const INTRODUCTION = `# First run on a real account

<!-- Written by npm run guesses -- --page, from provisioning/verify/guesses.ts. -->

The sandbox proves the integration with Amazon's client code and API models, not with Amazon. This project has tried nothing
on this page on a real account. Neither AWS nor Meta documents these details completely, so they had to be guessed. On the
first real account, run [connect-whatsapp verify](README.md#find-out-what-aws-does), which finds out PROBED of the COUNT answers.
Their lines say so. Work through the others by hand; each section begins with what matters most.

Each line has the question, the answer that the product expects, and where that comes from: *documented* by AWS or Meta,
*seen* by somebody on a live account, or the *likely* one of several. Then come the other possible answers, and what the
product cannot do then. Where it names nothing, the product was tried with each answer in the sandbox and works, or does the
same in any case. Lines in **bold** are severe: a wrong guess would lose messages or files, or make every send fail.
`

const ORDER: Readonly<Record<Guess['severity'], number>> = { severe: 0, moderate: 1, minor: 2 }

export function pageOf(): string {
  const probed = new Set(STAGES.flatMap(({ probes }) => probes.flatMap((each) => each.guesses)))
  const all = Object.entries(guesses) as [GuessName, Guess][]
  const sections = Object.entries(TOPICS).map(([topic, heading]) => {
    const lines = all
      .filter(([, guess]) => guess.topic === topic)
      .sort(([, a], [, b]) => ORDER[a.severity] - ORDER[b.severity])
      .map(([name, guess]) => lineOf(guess, probed.has(name)))
    return `## ${heading}\n\n${lines.join('\n')}\n`
  })
  const introduction = INTRODUCTION.replace('PROBED', String(probed.size)).replace(
    'COUNT',
    String(all.length),
  )
  return [introduction, ...sections].join('\n')
}

function lineOf(
  { question, values, basis, source, severity, tried, limits = {} }: Guess,
  isProbed: boolean,
): string {
  const [expected, ...others] = values
  const asked = severity === 'severe' ? `**${question}**` : question
  const untried = tried === 'account' ? ' Not tried in the sandbox.' : ''
  const consequences = [...new Set(Object.values(limits))].map((limit) => {
    const under = Object.keys(limits).filter((value) => limits[value] === limit)
    return ` With ${under.map(quoted).join(' or ')}: ${limit}`
  })
  return `- [ ] ${asked} Expected: ${quoted(expected)} (${basis}: ${source}). Otherwise: ${others.map(quoted).join(', ')}.${consequences.join('')}${untried}${isProbed ? ' *verify* finds it out.' : ''}`
}

const quoted = (value: string) => `\`${value}\``
