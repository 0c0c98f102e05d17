// The kinds of problems that need a supervisor's attention. The entry of a kind contains its texts,
// its urgency, a function that finds such problems, and the action of the button beside each
// problem. The supervisors' page and the notices use the same entries. The most urgent kind comes
// first.
import {
  type AccountState,
  earliest,
  type KnownTemplate,
  type OfferedTemplate,
  offeredFormsWith,
  offeredWith,
} from '#whatsapp/attention/account-state'
import { causeSentence } from '#whatsapp/attention/breaker-cause'
import type { Language, Sentence } from '#whatsapp/errors/language'
import { LIKELY, likelyCauses } from '#whatsapp/template-review/likely-causes'
import { rejectionFor } from '#whatsapp/template-review/rejection'
import type { Withheld } from '#whatsapp/templates/breaker'
import {
  type CurationRule,
  curationFor,
  offersOf,
  type RuleTeam,
} from '#whatsapp/templates/curation'
import { teamIn } from '#whatsapp/templates/curation-edits'
import { isSendableForm } from '#whatsapp/templates/forms'

/** A problem that `find` of a kind has found. */
export interface FoundProblem {
  /** The thing that has the problem, such as the name of a template or a business number. */
  subject: string
  /**
   * The name under which supervisors know the subject. If it is undefined, `subject` is displayed.
   */
  label?: string | undefined
  /**
   * The languages that have the problem. Undefined if every language of the template has the
   * problem.
   */
  languages?: readonly string[] | undefined
  /** When the problem began. Undefined if the beginning of the problem was not observed. */
  since: Date | undefined
  /** The number of templates or messages that have the problem. */
  count?: number
  /** The teams to which the template is offered. */
  teams?: readonly RuleTeam[]
  /** Meta's code for the reason of a rejection. */
  reason?: string | undefined
  /** What probably caused a rejection. */
  likely?: Sentence | undefined
  /** The template's future category, and the time at which Meta changes the category. */
  to?: string
  at?: Date
  /** How many of `count` messages failed. */
  failed?: number
  /**
   * The template that the circuit breaker withholds. The button with the action `undo` offers the
   * template to agents again.
   */
  withheld?: Withheld
  /** A template whose default value comes from the contact attribute. */
  template?: string
}

export interface Kind {
  level: 'error' | 'warning' | 'info'
  /**
   * `hide` stops offering the template, `show_template` displays the template on the page of all
   * templates, `show_all` displays the page of all templates, and `numbers` and `support` open
   * pages of Meta. `undo` offers the withheld template again.
   */
  button:
    | 'undo'
    | 'hide'
    | 'show_new'
    | 'show_template'
    | 'show_all'
    | 'look_again'
    | 'numbers'
    | 'support'
  find(account: AccountState, now: Date): readonly FoundProblem[]
  /**
   * In the title, `{what}` is replaced with the subject of the problem, `{n}` with the count, and
   * `{at}` with the time.
   */
  title: Sentence | ((found: FoundProblem) => Sentence)
  /** The consequence of the problem for agents. */
  meaning: Sentence | ((found: FoundProblem) => Sentence)
}

/**
 * The age after which a list of templates counts as outdated. The function sync-templates normally
 * updates each list every five minutes.
 */
const OLD_MS = 60 * 60_000

/**
 * An attribute counts as never filled if at least this many messages were counted and none of their
 * contacts had a value.
 */
const ENOUGH_USES = 20

const CATEGORIES: Readonly<Record<string, Sentence>> = {
  MARKETING: { en: 'marketing', es: 'marketing', pt: 'marketing' },
  UTILITY: { en: 'utility', es: 'utilidad', pt: 'utilidade' },
  AUTHENTICATION: { en: 'authentication', es: 'autenticación', pt: 'autenticação' },
}

export const KINDS = {
  withheld: {
    level: 'error',
    button: 'undo',
    find: (account, now) =>
      (account.breaker?.withheld ?? []).map((withheld) => ({
        ...titled(account, withheld.name, now),
        since: new Date(withheld.at),
        withheld,
      })),
    title: {
      en: '{what}: withheld by the circuit breaker',
      es: '{what}: retenida por el cortacircuitos',
      pt: '{what}: retido pelo disjuntor',
    },
    meaning({ withheld }) {
      const why = causeSentence(withheld!.cause)
      const { successor } = withheld!
      return successor
        ? {
            en: `${why.en} Agents no longer see this template, and are offered ${successor} instead.`,
            es: `${why.es} Los agentes ya no ven esta plantilla y en su lugar se les ofrece ${successor}.`,
            pt: `${why.pt} Os agentes não veem mais este modelo, e ${successor} é oferecido no lugar.`,
          }
        : {
            en: `${why.en} Agents no longer see this template.`,
            es: `${why.es} Los agentes ya no ven esta plantilla.`,
            pt: `${why.pt} Os agentes não veem mais este modelo.`,
          }
    },
  },
  breaker_full: {
    level: 'error',
    button: 'show_all',
    find({ breaker }) {
      const { count, since } = breaker?.refused ?? { count: 0, since: '' }
      return count > 0 ? [{ subject: '', since: new Date(since), count }] : []
    },
    title: ({ count }) =>
      count === 1
        ? {
            en: 'The circuit breaker cannot withhold {n} template',
            es: 'El cortacircuitos no puede retener {n} plantilla',
            pt: 'O disjuntor não pode reter {n} modelo',
          }
        : {
            en: 'The circuit breaker cannot withhold {n} templates',
            es: 'El cortacircuitos no puede retener {n} plantillas',
            pt: 'O disjuntor não pode reter {n} modelos',
          },
    meaning: {
      en: 'The settings of all templates have reached their maximum size, so no further setting fits. Agents can still send what should be withheld. Shorten notes, or remove the settings of some queues.',
      es: 'Los ajustes de todas las plantillas han alcanzado su tamaño máximo, así que no cabe ningún otro. Los agentes todavía pueden enviar lo que debería retenerse. Acorte notas o quite los ajustes de algunas colas.',
      pt: 'As configurações de todos os modelos atingiram o tamanho máximo, por isso não cabe mais nenhuma. Os agentes ainda podem enviar o que deveria ser retido. Encurte notas ou remova as configurações de algumas filas.',
    },
  },
  failing: {
    level: 'error',
    button: 'hide',
    find(account, now) {
      const failing = new Map(account.breaker?.failing.map((each) => [each.name, each]))
      return offeredWith(account, ({ name }) => failing.has(name), now).map((template) => {
        const { sent, failed, since } = failing.get(template.name)!
        return { ...foundIn(template), since: new Date(since), count: sent, failed }
      })
    },
    title: {
      en: '{what}: messages fail',
      es: '{what}: fallan los mensajes',
      pt: '{what}: mensagens falham',
    },
    meaning: ({ failed = 0 }) => ({
      en: `${failed} of {n} messages in an hour failed. Agents can still send this template. They see the reason next to each message.`,
      es: `Fallaron ${failed} de {n} mensajes en una hora. Los agentes todavía pueden enviar esta plantilla. Ven el motivo junto a cada mensaje.`,
      pt: `${failed} de {n} mensagens em uma hora falharam. Os agentes ainda podem enviar este modelo. Eles veem o motivo ao lado de cada mensagem.`,
    }),
  },
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
      en: 'WhatsApp disabled this template because of its low quality. Agents see the template with this reason, but cannot send it.',
      es: 'WhatsApp desactivó esta plantilla por su baja calidad. Los agentes ven la plantilla con este motivo, pero no pueden enviarla.',
      pt: 'O WhatsApp desativou este modelo por sua baixa qualidade. Os agentes veem o modelo com este motivo, mas não podem enviá-lo.',
    },
  },
  rejected: {
    level: 'error',
    button: 'hide',
    find: (account, now) =>
      offeredWith(account, (template) => statusOf(template) === 'REJECTED', now).map((template) => {
        const causes = template.variants.flatMap((each) => likelyCauses(each, account.templates))
        return { ...foundIn(template), likely: causes[0] }
      }),
    title: { en: '{what}: rejected', es: '{what}: rechazada', pt: '{what}: rejeitado' },
    meaning({ reason, likely }) {
      const { why, remedy } = rejectionFor(reason)
      // If a probable cause of the rejection was found, the text describes this cause. Otherwise it
      // describes the general remedy.
      const advice = (language: Language) =>
        likely ? `${LIKELY[language]} ${likely[language]}` : remedy[language]
      return {
        en: `Agents cannot send this template. ${why.en} ${advice('en')}`,
        es: `Los agentes no pueden enviar esta plantilla. ${why.es} ${advice('es')}`,
        pt: `Os agentes não podem enviar este modelo. ${why.pt} ${advice('pt')}`,
      }
    },
  },
  paused: {
    level: 'warning',
    button: 'hide',
    find: offered((template) => statusOf(template) === 'PAUSED'),
    title: { en: '{what}: paused', es: '{what}: pausada', pt: '{what}: pausado' },
    meaning: {
      en: 'Agents cannot send this template. WhatsApp paused it because of its low quality, and ends the pause by itself after a few hours.',
      es: 'Los agentes no pueden enviar esta plantilla. WhatsApp la pausó por su baja calidad y termina la pausa por sí solo al cabo de unas horas.',
      pt: 'Os agentes não podem enviar este modelo. O WhatsApp o pausou por sua baixa qualidade e encerra a pausa sozinho depois de algumas horas.',
    },
  },
  form_not_sendable: {
    level: 'error',
    button: 'hide',
    find: (account, now) =>
      offeredFormsWith(account, ({ status }) => !isSendableForm(status), now).map(
        ({ name, title, teams }) => ({ subject: name, label: title, since: undefined, teams }),
      ),
    title: {
      en: '{what}: cannot be sent',
      es: '{what}: no se puede enviar',
      pt: '{what}: não pode ser enviado',
    },
    meaning: {
      en: 'Agents are offered this form, but WhatsApp does not send it, because it is a draft, was retired or was blocked.',
      es: 'Este formulario se ofrece a los agentes, pero WhatsApp no lo envía, porque es un borrador, se ha retirado o está bloqueado.',
      pt: 'Este formulário é oferecido aos agentes, mas o WhatsApp não o envia, porque é um rascunho, foi descontinuado ou está bloqueado.',
    },
  },
  low_quality: {
    level: 'error',
    button: 'hide',
    find: offered((template) => isInUse(template) && template.quality === 'RED'),
    title: { en: '{what}: low quality', es: '{what}: calidad baja', pt: '{what}: qualidade baixa' },
    meaning: {
      en: 'Agents can still send this template. Customers are blocking or reporting it, so WhatsApp may pause it.',
      es: 'Los agentes todavía pueden enviar esta plantilla. Hay clientes que la bloquean o denuncian, así que WhatsApp puede pausarla.',
      pt: 'Os agentes ainda podem enviar este modelo. Há clientes que o bloqueiam ou denunciam, por isso o WhatsApp pode pausá-lo.',
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
      en: 'Agents can still send this template. Fewer customers read it, or some block or report it. If the quality becomes low, WhatsApp may pause it.',
      es: 'Los agentes todavía pueden enviar esta plantilla. Menos clientes la leen, o algunos la bloquean o denuncian. Si la calidad llega a ser baja, WhatsApp puede pausarla.',
      pt: 'Os agentes ainda podem enviar este modelo. Menos clientes o leem, ou alguns o bloqueiam ou denunciam. Se a qualidade ficar baixa, o WhatsApp pode pausá-lo.',
    },
  },
  category_change: {
    level: 'warning',
    button: 'support',
    find(account, now) {
      const next = new Map(
        account.watched?.templates.flatMap(({ name, language, nextCategory }) =>
          nextCategory ? [[`${name}#${language}`, nextCategory] as const] : [],
        ),
      )
      const nextOf = ({ name, language }: KnownTemplate) => next.get(`${name}#${language}`)
      const willChange = (each: KnownTemplate) =>
        nextOf(each) !== undefined && nextOf(each)?.to !== each.category
      return offeredWith(account, willChange, now).map((template) => {
        const { to, at, since } = nextOf(template.variants[0]!)!
        return {
          ...foundIn(template),
          since: new Date(since),
          to,
          ...(at ? { at: new Date(at) } : {}),
        }
      })
    },
    title: ({ to = '', at }) => {
      const { en, es, pt } = CATEGORIES[to] ?? { en: to, es: to, pt: to }
      return at
        ? {
            en: `{what}: becomes ${en} on {at}`,
            es: `{what}: pasa a ser ${es} el {at}`,
            pt: `{what}: passa a ser ${pt} em {at}`,
          }
        : {
            en: `{what}: will become ${en}`,
            es: `{what}: pasará a ser ${es}`,
            pt: `{what}: passará a ser ${pt}`,
          }
    },
    meaning: ({ to }) =>
      to === 'MARKETING'
        ? {
            en: 'Agents can still send this template. After the change, the template costs as much as any marketing message, does not reach numbers in the United States or customers who opted out of marketing, and counts toward WhatsApp’s limit of marketing messages per customer. You can request a review.',
            es: 'Los agentes todavía pueden enviar esta plantilla. Después del cambio, la plantilla cuesta lo que cualquier mensaje de marketing, no llega a números de Estados Unidos ni a clientes que pidieron no recibir marketing y cuenta para el límite de WhatsApp de mensajes de marketing por cliente. Puede solicitar una revisión.',
            pt: 'Os agentes ainda podem enviar este modelo. Depois da mudança, o modelo custa o mesmo que qualquer mensagem de marketing, não chega a números dos Estados Unidos nem a clientes que pediram para não receber marketing e conta para o limite do WhatsApp de mensagens de marketing por cliente. Você pode solicitar uma revisão.',
          }
        : {
            en: 'Agents can still send this template. Its price and WhatsApp’s rules for it change. You can request a review.',
            es: 'Los agentes todavía pueden enviar esta plantilla. Cambian su precio y las reglas de WhatsApp que se le aplican. Puede solicitar una revisión.',
            pt: 'Os agentes ainda podem enviar este modelo. O preço e as regras do WhatsApp para ele mudam. Você pode solicitar uma revisão.',
          },
  },
  low_number: {
    level: 'error',
    button: 'numbers',
    find: numbersOf('RED'),
    title: { en: '{what}: low quality', es: '{what}: calidad baja', pt: '{what}: qualidade baixa' },
    meaning: {
      en: 'Agents can still send messages. Many customers block or report messages of this number, so WhatsApp may restrict it or lower the number of customers with whom you can start conversations.',
      es: 'Los agentes todavía pueden enviar mensajes. Muchos clientes bloquean o denuncian los mensajes de este número, así que WhatsApp puede restringirlo o reducir el número de clientes con los que puede iniciar conversaciones.',
      pt: 'Os agentes ainda podem enviar mensagens. Muitos clientes bloqueiam ou denunciam as mensagens deste número, por isso o WhatsApp pode restringi-lo ou reduzir o número de clientes com quem você pode iniciar conversas.',
    },
  },
  medium_number: {
    level: 'warning',
    button: 'numbers',
    find: numbersOf('YELLOW'),
    title: {
      en: '{what}: medium quality',
      es: '{what}: calidad media',
      pt: '{what}: qualidade média',
    },
    meaning: {
      en: 'Agents can still send messages. Some customers block or report messages of this number. If the quality becomes low, WhatsApp may restrict it.',
      es: 'Los agentes todavía pueden enviar mensajes. Algunos clientes bloquean o denuncian los mensajes de este número. Si la calidad llega a ser baja, WhatsApp puede restringirlo.',
      pt: 'Os agentes ainda podem enviar mensagens. Alguns clientes bloqueiam ou denunciam as mensagens deste número. Se a qualidade ficar baixa, o WhatsApp pode restringi-lo.',
    },
  },
  unfilled_attribute: {
    level: 'warning',
    button: 'show_template',
    find({ curation, watched }) {
      return (watched?.attributes ?? [])
        .filter(({ uses, filled }) => uses >= ENOUGH_USES && filled === 0)
        .flatMap(({ attribute, uses, since }) => {
          const [template] = templatesFilledFrom(attribute, curation.rules)
          return template
            ? [{ subject: attribute, since: new Date(since), count: uses, template }]
            : []
        })
    },
    title: {
      en: 'Attribute {what}: never filled',
      es: 'Atributo {what}: nunca tiene valor',
      pt: 'Atributo {what}: nunca preenchido',
    },
    meaning: ({ template = '' }) => ({
      en: `None of the {n} messages went to a contact with this attribute. Agents therefore have to fill in the fields that take their default value from it, for example in ${template}. Correct the name of the attribute, or let your flow set it.`,
      es: `Ninguno de los {n} mensajes se envió a un contacto con este atributo. Por eso, los agentes tienen que completar los campos que toman de él su valor predeterminado, por ejemplo en ${template}. Corrija el nombre del atributo, o haga que su flujo lo asigne.`,
      pt: `Nenhuma das {n} mensagens foi enviada a um contato com este atributo. Por isso, os agentes têm que preencher os campos que recebem dele o valor padrão, por exemplo em ${template}. Corrija o nome do atributo, ou faça o fluxo defini-lo.`,
    }),
  },
  new: {
    level: 'info',
    button: 'show_new',
    find({ templates, curation }) {
      const undecided = new Set(curation.undecided)
      const fresh = templates.filter(({ name }) => undecided.has(name))
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

/** Returns a template with the title that supervisors chose for the template. */
function titled({ curation }: AccountState, name: string, now: Date) {
  const { title } = offersOf(curationFor(curation, teamIn({}), now))({ name, language: '' })
  return { subject: name, ...(title ? { label: title } : {}) }
}

const statusOf = ({ status }: KnownTemplate) => status.toUpperCase()

/**
 * Low quality is a problem only of a template that can be sent. A template that cannot be sent
 * already has a more urgent problem.
 */
const isInUse = (template: KnownTemplate) =>
  !['REJECTED', 'PAUSED', 'DISABLED'].includes(statusOf(template))

/** Finds the templates that have a problem and are offered to a team. */
function offered(hasProblem: (template: KnownTemplate) => boolean): Kind['find'] {
  return (account, now) => offeredWith(account, hasProblem, now).map(foundIn)
}

/** Finds the numbers that have this quality. */
function numbersOf(quality: string): Kind['find'] {
  return ({ watched }) =>
    (watched?.account?.numbers ?? [])
      .filter((each) => each.quality === quality)
      .map(({ number, since }) => ({
        subject: number,
        since: since ? new Date(since) : undefined,
      }))
}

/** Returns the templates with a field whose default value is this contact attribute. */
const templatesFilledFrom = (attribute: string, rules: readonly CurationRule[]): string[] =>
  rules
    .flatMap(({ templates }) => templates)
    .filter(({ defaults = {} }) =>
      Object.values(defaults).some(
        (value) => typeof value !== 'string' && value.attribute === attribute,
      ),
    )
    .map(({ name }) => name)

function foundIn({ name, title, variants, isWhole, teams }: OfferedTemplate): FoundProblem {
  const reason = variants.find(({ rejectedFor }) => rejectedFor)?.rejectedFor
  return {
    subject: name,
    ...(title ? { label: title } : {}),
    ...(isWhole ? {} : { languages: variants.map(({ language }) => language) }),
    since: earliest(variants),
    ...(reason ? { reason } : {}),
    teams,
  }
}
