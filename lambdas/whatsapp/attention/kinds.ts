// The problems that need a supervisor's attention. Each kind is one entry: how urgent it is, how it
// is found, what its one button does, and its words. The page and the notices use the same entries.
// The most urgent kind comes first.
import {
  type AccountState,
  earliest,
  type KnownTemplate,
  type OfferedTemplate,
  offeredWith,
} from '#whatsapp/attention/account-state'
import type { Sentence } from '#whatsapp/errors/language'
import type { RuleTeam } from '#whatsapp/templates/curation'

/** A problem that was found. */
export interface Found {
  /** The template's name, the number, or whatever else has the problem. */
  subject: string
  /** The name under which supervisors know the subject. The default is the subject itself. */
  label?: string | undefined
  /** The languages that have the problem, if they are not all languages of the template. */
  languages?: readonly string[] | undefined
  /** Undefined if the problem is older than what is known of it. */
  since: Date | undefined
  /** The number of things that have the problem. */
  count?: number
  /** The teams that are offered the template. */
  teams?: readonly RuleTeam[]
}

export interface Kind {
  level: 'error' | 'warning' | 'info'
  /** `hide` stops offering the template. */
  button: 'hide' | 'show_new' | 'look_again'
  find(account: AccountState, now: Date): readonly Found[]
  /** `{what}` stands for what has the problem, and `{n}` for its number. */
  title: Sentence | ((found: Found) => Sentence)
  /** What the problem means for agents. */
  meaning: Sentence
}

/** The age from which a list counts as outdated. Lists are read every five minutes. */
const OLD_MS = 60 * 60_000

export const KINDS = {
  old_list: {
    level: 'error',
    button: 'look_again',
    find({ syncedAt }, now) {
      const since = syncedAt ? new Date(syncedAt) : undefined
      return since && now.getTime() - since.getTime() > OLD_MS ? [{ subject: '', since }] : []
    },
    title: {
      en: 'The list of templates is out of date',
      es: 'La lista de plantillas está desactualizada',
      pt: 'A lista de modelos está desatualizada',
    },
    meaning: {
      en: 'WhatsApp’s templates could not be read for over an hour. Agents see the last list that could be read. If this does not change, tell your administrator.',
      es: 'Hace más de una hora que no se pueden leer las plantillas de WhatsApp. Los agentes ven la última lista que se pudo leer. Si esto no cambia, avise a su administrador.',
      pt: 'Há mais de uma hora não é possível ler os modelos do WhatsApp. Os agentes veem a última lista que pôde ser lida. Se isso não mudar, avise o administrador.',
    },
  },
  disabled: {
    level: 'error',
    button: 'hide',
    find: offered((template) => statusOf(template) === 'DISABLED'),
    title: { en: '{what}: disabled', es: '{what}: desactivada', pt: '{what}: desativado' },
    meaning: {
      en: 'WhatsApp disabled it because of low quality. Agents see it with this reason and cannot send it.',
      es: 'WhatsApp la desactivó por su baja calidad. Los agentes la ven con este motivo y no pueden enviarla.',
      pt: 'O WhatsApp o desativou por baixa qualidade. Os agentes o veem com este motivo e não podem enviá-lo.',
    },
  },
  rejected: {
    level: 'error',
    button: 'hide',
    find: offered((template) => statusOf(template) === 'REJECTED'),
    title: { en: '{what}: rejected', es: '{what}: rechazada', pt: '{what}: rejeitado' },
    meaning: {
      en: 'Agents see it with this reason and cannot send it. WhatsApp Manager says why, and lets you appeal.',
      es: 'Los agentes la ven con este motivo y no pueden enviarla. El Administrador de WhatsApp dice por qué y permite apelar.',
      pt: 'Os agentes o veem com este motivo e não podem enviá-lo. O Gerenciador do WhatsApp diz por quê e permite recorrer.',
    },
  },
  paused: {
    level: 'warning',
    button: 'hide',
    find: offered((template) => statusOf(template) === 'PAUSED'),
    title: { en: '{what}: paused', es: '{what}: pausada', pt: '{what}: pausado' },
    meaning: {
      en: 'Agents cannot send it. WhatsApp paused it because of low quality, and ends the pause by itself after some hours.',
      es: 'Los agentes no pueden enviarla. WhatsApp la pausó por su baja calidad y termina la pausa por sí solo al cabo de unas horas.',
      pt: 'Os agentes não podem enviá-lo. O WhatsApp o pausou por baixa qualidade e encerra a pausa sozinho depois de algumas horas.',
    },
  },
  low_quality: {
    level: 'error',
    button: 'hide',
    find: offered((template) => isInUse(template) && template.quality === 'RED'),
    title: { en: '{what}: low quality', es: '{what}: calidad baja', pt: '{what}: qualidade baixa' },
    meaning: {
      en: 'Agents can still send it. Customers are blocking or reporting it, so WhatsApp may pause it.',
      es: 'Los agentes todavía pueden enviarla. Hay clientes que la bloquean o denuncian, así que WhatsApp puede pausarla.',
      pt: 'Os agentes ainda podem enviá-lo. Há clientes que o bloqueiam ou denunciam, por isso o WhatsApp pode pausá-lo.',
    },
  },
  quality_fell: {
    level: 'warning',
    button: 'hide',
    find: offered(
      (template) =>
        isInUse(template) && template.quality === 'YELLOW' && template.fellFrom !== undefined,
    ),
    title: {
      en: '{what}: quality fell to medium',
      es: '{what}: la calidad bajó a media',
      pt: '{what}: a qualidade caiu para média',
    },
    meaning: {
      en: 'Agents can still send it. Fewer customers read it, or some block or report it. If the quality becomes low, WhatsApp pauses it.',
      es: 'Los agentes todavía pueden enviarla. Menos clientes la leen, o algunos la bloquean o denuncian. Si la calidad llega a ser baja, WhatsApp la pausa.',
      pt: 'Os agentes ainda podem enviá-lo. Menos clientes o leem, ou alguns o bloqueiam ou denunciam. Se a qualidade ficar baixa, o WhatsApp o pausa.',
    },
  },
  new: {
    level: 'info',
    button: 'show_new',
    find({ templates, curation }) {
      const waiting = new Set(curation.waiting)
      const fresh = templates.filter(({ name }) => waiting.has(name))
      if (fresh.length === 0) return []
      const count = new Set(fresh.map(({ name }) => name)).size
      return [{ subject: '', since: earliest(fresh), count }]
    },
    title: ({ count }) =>
      count === 1
        ? { en: '{n} new template', es: '{n} plantilla nueva', pt: '{n} modelo novo' }
        : { en: '{n} new templates', es: '{n} plantillas nuevas', pt: '{n} modelos novos' },
    meaning: {
      en: 'Agents do not see new templates until a supervisor offers them.',
      es: 'Los agentes no ven las plantillas nuevas hasta que un supervisor las ofrezca.',
      pt: 'Os agentes não veem os modelos novos até que um supervisor os ofereça.',
    },
  },
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof KINDS

const statusOf = ({ status }: KnownTemplate) => status.toUpperCase()

/** A template that cannot be sent has a more urgent line than that of its quality. */
const isInUse = (template: KnownTemplate) =>
  !['REJECTED', 'PAUSED', 'DISABLED'].includes(statusOf(template))

/** Finds the templates that have a problem, if they are offered to a team. */
function offered(hasProblem: (template: KnownTemplate) => boolean): Kind['find'] {
  return (account, now) => offeredWith(account, hasProblem, now).map(foundIn)
}

function foundIn({ name, title, variants, isWhole, teams }: OfferedTemplate): Found {
  return {
    subject: name,
    ...(title ? { label: title } : {}),
    ...(isWhole ? {} : { languages: variants.map(({ language }) => language) }),
    since: earliest(variants),
    teams,
  }
}
