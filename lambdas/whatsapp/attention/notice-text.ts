// Writes the notices about problems that began or ended, for e-mails and for tasks.
import type { Language, Sentence } from '#whatsapp/errors/language'

interface Line {
  title: string
  meaning?: string
  since?: Date | undefined
}

const WORDS = {
  subject: {
    en: 'WhatsApp needs attention',
    es: 'WhatsApp necesita atención',
    pt: 'WhatsApp precisa de atenção',
  },
  overSubject: {
    en: 'WhatsApp: problem solved',
    es: 'WhatsApp: problema resuelto',
    pt: 'WhatsApp: problema resolvido',
  },
  begun: { en: 'Needs attention', es: 'Necesita atención', pt: 'Precisa de atenção' },
  over: { en: 'No longer a problem', es: 'Ya no es un problema', pt: 'Não é mais um problema' },
  since: { en: 'Since', es: 'Desde:', pt: 'Desde:' },
  page: {
    en: 'You can find the same lines on the home page for supervisors.',
    es: 'Puede encontrar las mismas líneas en la página de inicio para supervisores.',
    pt: 'Você pode encontrar as mesmas linhas na página inicial para supervisores.',
  },
  overAt: {
    en: 'The problem ended:',
    es: 'El problema terminó:',
    pt: 'O problema terminou:',
  },
  ends: {
    en: 'This task ends when the problem is over.',
    es: 'Esta tarea termina cuando el problema queda resuelto.',
    pt: 'Esta tarefa termina quando o problema é resolvido.',
  },
} as const satisfies Record<string, Sentence>

/** The maximum length of the subject. Amazon SNS also allows only ASCII characters in a subject. */
const MAX_SUBJECT = 100

/**
 * Writes one notice for all problems that began or ended at the same time. The notice names the
 * account, because a company may have several accounts.
 */
export function noticeText(
  account: string,
  { begun, over }: { begun: readonly Line[]; over: readonly Pick<Line, 'title'>[] },
  language: Language,
): { subject: string; text: string } {
  const word = (key: keyof typeof WORDS) => WORDS[key][language]
  const { length } = begun
  const subject = `${word(length > 0 ? 'subject' : 'overSubject')}: ${account}`
  const section = (heading: string, lines: readonly string[]) =>
    lines.length > 0 ? [`${heading}\n\n${lines.join('\n\n')}`] : []
  const described = begun.map(({ title, meaning = '', since }) =>
    [`- ${title}`, meaning, since ? `${word('since')} ${noticeTime(since, language)}` : '']
      .filter(Boolean)
      .join('\n  '),
  )
  return {
    subject: asciiOnly(subject).slice(0, MAX_SUBJECT),
    text: [
      account,
      ...section(word('begun'), described),
      ...section(
        word('over'),
        over.map(({ title }) => `- ${title}`),
      ),
      word('page'),
    ].join('\n\n'),
  }
}

/** Writes the task about one problem. */
export function taskText(
  account: string,
  { title, meaning, since }: Line,
  language: Language,
): { name: string; description: string } {
  const { since: from, page, ends } = WORDS
  return {
    name: `WhatsApp: ${title}`,
    description: [
      account,
      meaning,
      since && `${from[language]} ${noticeTime(since, language)}`,
      `${page[language]} ${ends[language]}`,
    ]
      .filter(Boolean)
      .join('\n\n'),
  }
}

/** Writes the text for the task of a problem that has ended. */
export const taskOverText = (
  account: string,
  { title }: Pick<Line, 'title'>,
  at: Date,
  language: Language,
): string => [account, title, `${WORDS.overAt[language]} ${noticeTime(at, language)}.`].join('\n\n')

export const noticeTime = (at: Date, language: Language): string =>
  at.toLocaleString(language, {
    ...{ timeZone: 'UTC', timeZoneName: 'short' },
    ...{ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  })

const asciiOnly = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^ -~]/g, '?')
