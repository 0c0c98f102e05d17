// Finds what probably caused the rejection of a template. Meta reports at most a code for a
// rejection, and never the rejected part of the text. The causes that this module finds are
// therefore probable causes and not Meta's own reasons.
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
import type { Sentence } from '#whatsapp/errors/language'
import {
  asksForNumbersIn,
  greetingIn,
  misspellingIn,
  offerIn,
  otherLanguageOf,
  prizeIn,
  shortLinkIn,
  threatIn,
} from '#whatsapp/template-review/suspect-words'
import { emojiIn, hasFormatting, hasLineBreak } from '#whatsapp/template-review/text-marks'
import { variableProblems } from '#whatsapp/template-review/variable-check'
import { LEADS_TO_WHATSAPP } from '#whatsapp/template-review/whatsapp-link'
import { allNumbers, fill, occurrencesIn, placeholdersIn } from '#whatsapp/templates/placeholders'

/**
 * The properties of a template that the search for causes needs. The stored list of a WABA's
 * templates contains all of them.
 */
export interface RejectedTemplate {
  readonly name: string
  readonly language: string
  readonly category: string
  /** Meta's status. The links in approved templates count as links that Meta accepts. */
  readonly status?: string | undefined
  readonly header?:
    | {
        readonly format?: string | undefined
        readonly text?: string | undefined
        readonly hasSample?: boolean | undefined
      }
    | undefined
  readonly body?: string | undefined
  readonly footer?: string | undefined
  /** The addresses that the template's buttons open. */
  readonly links?: readonly string[] | undefined
  /** Meta's code for the reason of the rejection. */
  readonly rejectedFor?: string | undefined
}

interface Cause {
  /**
   * Meta's codes for which this cause is possible. A cause without codes is possible for every
   * code.
   */
  codes?: readonly string[]
  /**
   * Returns the text in the template that points to this cause, or true if the cause applies but no
   * single text points to it. Returns false if the cause does not apply.
   */
  find(template: RejectedTemplate, others: readonly RejectedTemplate[]): string | boolean
  /** `{what}` is replaced with the text that `find` returns. */
  words: Sentence
}

const FORM = ['INVALID_FORMAT']
const CATEGORY = [
  'TAG_CONTENT_MISMATCH',
  'INCORRECT_CATEGORY',
  'CATEGORY_NOT_AVAILABLE',
  'PROMOTIONAL',
]
const SCAM = ['SCAM']

const CAUSES: readonly Cause[] = [
  {
    codes: FORM,
    find: hasVariableProblem('leading_variable', 'trailing_variable'),
    words: {
      en: 'The text begins or ends with a variable. Write words before and after it.',
      es: 'El texto empieza o termina con una variable. Escriba palabras antes y después de ella.',
      pt: 'O texto começa ou termina com uma variável. Escreva palavras antes e depois dela.',
    },
  },
  {
    codes: FORM,
    find: hasVariableProblem('adjacent_variables'),
    words: {
      en: 'Two variables stand side by side. Write words between them.',
      es: 'Hay dos variables juntas. Escriba palabras entre ellas.',
      pt: 'Há duas variáveis lado a lado. Escreva palavras entre elas.',
    },
  },
  {
    codes: FORM,
    find: hasVariableProblem('not_sequential', 'mixed_variables'),
    words: {
      en: 'The variables are not numbered from {{1}} without gaps. Renumber them.',
      es: 'Las variables no están numeradas desde {{1}} sin saltos. Vuelva a numerarlas.',
      pt: 'As variáveis não estão numeradas a partir de {{1}} sem saltos. Numere-as de novo.',
    },
  },
  {
    codes: FORM,
    find: hasVariableProblem('not_a_variable'),
    words: {
      en: 'The text has braces that are not a variable, for example with a space or a special character inside. Write {{1}} or {{name}}.',
      es: 'El texto tiene llaves que no son una variable, por ejemplo con un espacio o un carácter especial dentro. Escriba {{1}} o {{name}}.',
      pt: 'O texto tem chaves que não são uma variável, por exemplo com um espaço ou caractere especial dentro. Escreva {{1}} ou {{name}}.',
    },
  },
  {
    codes: FORM,
    find: hasVariableProblem('few_words'),
    words: {
      en: 'The text has few words for its number of variables. Write more text, or use fewer variables.',
      es: 'El texto tiene pocas palabras para su número de variables. Escriba más texto o use menos variables.',
      pt: 'O texto tem poucas palavras para o número de variáveis. Escreva mais texto ou use menos variáveis.',
    },
  },
  {
    codes: FORM,
    find: ({ header: { text = '' } = {} }) =>
      hasLineBreak(text) || emojiIn(text) > 0 || hasFormatting(text),
    words: {
      en: 'The header has a line break, an emoji or formatting. Write plain text on one line.',
      es: 'El encabezado tiene un salto de línea, un emoji o formato. Escriba texto simple en una línea.',
      pt: 'O cabeçalho tem quebra de linha, emoji ou formatação. Escreva texto simples em uma linha.',
    },
  },
  {
    codes: FORM,
    find: ({ footer = '' }) => emojiIn(footer) > 0,
    words: {
      en: 'The footer has an emoji. Remove it.',
      es: 'El pie de página tiene un emoji. Quítelo.',
      pt: 'O rodapé tem um emoji. Remova-o.',
    },
  },
  {
    codes: FORM,
    find: ({ links = [] }) => links.find((link) => LEADS_TO_WHATSAPP.test(link)) ?? false,
    words: {
      en: 'A button links to WhatsApp itself ({what}). Use a quick reply instead.',
      es: 'Un botón enlaza a WhatsApp mismo ({what}). Use una respuesta rápida.',
      pt: 'Um botão leva ao próprio WhatsApp ({what}). Use uma resposta rápida.',
    },
  },
  {
    codes: FORM,
    // Meta returns samples either for all headers of an account or for no header. A missing sample
    // therefore counts only if another template has one.
    find: ({ header }, others) =>
      isOfMedia(header) && !header.hasSample && others.some((other) => other.header?.hasSample),
    words: {
      en: 'The header has no sample of its picture, video or document. Upload one.',
      es: 'El encabezado no tiene una muestra de su imagen, video o documento. Suba una.',
      pt: 'O cabeçalho não tem uma amostra da imagem, do vídeo ou do documento. Envie uma.',
    },
  },
  {
    codes: CATEGORY,
    find: (template) =>
      template.category.toUpperCase() !== 'MARKETING' && (offerIn(textOf(template)) ?? false),
    words: {
      en: 'It says “{what}”, which reads like an offer. Take it out, or make this a marketing template.',
      es: 'Dice «{what}», lo que parece una oferta. Quítelo, o haga de esta una plantilla de marketing.',
      pt: 'Diz “{what}”, o que parece uma oferta. Retire isso, ou faça deste um modelo de marketing.',
    },
  },
  {
    codes: CATEGORY,
    find: (template) =>
      template.category.toUpperCase() !== 'MARKETING' && (greetingIn(textOf(template)) ?? false),
    words: {
      en: 'It says “{what}”, which is a greeting that no order or request requires. Take it out, or make this a marketing template.',
      es: 'Dice «{what}», un saludo que ningún pedido ni consulta requiere. Quítelo, o haga de esta una plantilla de marketing.',
      pt: 'Diz “{what}”, uma saudação que nenhum pedido ou consulta exige. Retire isso, ou faça deste um modelo de marketing.',
    },
  },
  {
    codes: ['TAG_CONTENT_MISMATCH'],
    find: (template) => otherLanguageOf(textOf(template), template.language) !== undefined,
    words: {
      en: 'The text seems to be written in another language than the template’s. Write each language in a template of its own.',
      es: 'El texto parece estar en otro idioma que el de la plantilla. Escriba cada idioma en su propia plantilla.',
      pt: 'O texto parece estar em outro idioma que não o do modelo. Escreva cada idioma em um modelo próprio.',
    },
  },
  {
    codes: ['ABUSIVE_CONTENT'],
    find: (template) => threatIn(textOf(template)) ?? false,
    words: {
      en: 'It says “{what}”, which reads like a threat. State the matter neutrally, and offer a way to ask questions.',
      es: 'Dice «{what}», lo que se lee como una amenaza. Exponga el asunto de forma neutral y ofrezca una forma de preguntar.',
      pt: 'Diz “{what}”, o que parece uma ameaça. Apresente o assunto de forma neutra e ofereça um modo de perguntar.',
    },
  },
  {
    codes: SCAM,
    find: (template) =>
      shortLinkIn([textOf(template), ...(template.links ?? [])].join(' ')) ?? false,
    words: {
      en: 'It has a shortened link ({what}). Use an address of your own domain.',
      es: 'Tiene un enlace acortado ({what}). Use una dirección de su propio dominio.',
      pt: 'Tem um link encurtado ({what}). Use um endereço do seu próprio domínio.',
    },
  },
  {
    codes: SCAM,
    find: foreignLinkIn,
    words: {
      en: 'It links to {what}, but no approved template of the account does. Use an address of your own domain.',
      es: 'Enlaza a {what}, pero ninguna plantilla aprobada de la cuenta lo hace. Use una dirección de su propio dominio.',
      pt: 'Tem um link para {what}, mas nenhum modelo aprovado da conta tem. Use um endereço do seu próprio domínio.',
    },
  },
  {
    codes: SCAM,
    find: (template) => misspellingIn(textOf(template)) ?? false,
    words: {
      en: 'It says “{what}”, which looks misspelled. Correct the spelling, because mistakes make a text look like fraud.',
      es: 'Dice «{what}», lo que parece mal escrito. Corrija la ortografía, porque los errores hacen que un texto parezca un fraude.',
      pt: 'Diz “{what}”, o que parece escrito errado. Corrija a ortografia, porque erros fazem um texto parecer fraude.',
    },
  },
  {
    codes: SCAM,
    find: (template) => prizeIn(textOf(template)) ?? false,
    words: {
      en: 'It says “{what}”, which reads like a prize or raffle. Say who writes and why.',
      es: 'Dice «{what}», lo que parece un premio o sorteo. Diga quién escribe y por qué.',
      pt: 'Diz “{what}”, o que parece um prêmio ou sorteio. Diga quem escreve e por quê.',
    },
  },
  {
    codes: [...SCAM, 'ABUSIVE_CONTENT'],
    find: (template) => asksForNumbersIn(textOf(template)) ?? false,
    words: {
      en: 'It says “{what}”. WhatsApp does not allow asking for complete card, account or identity numbers or passwords. The last four digits are fine.',
      es: 'Dice «{what}». WhatsApp no permite pedir números completos de tarjeta, cuenta o identidad ni contraseñas. Los últimos cuatro dígitos sí.',
      pt: 'Diz “{what}”. O WhatsApp não permite pedir números completos de cartão, conta ou identidade nem senhas. Os últimos quatro dígitos podem.',
    },
  },
  {
    codes: SCAM,
    find: ({ body = '' }) => occurrencesIn(body).length > 0 && wordsIn(body) < LEAST_WORDS,
    words: {
      en: 'Almost all of its text is variables, so it does not say what it is about. Say who writes and why.',
      es: 'Casi todo su texto son variables, así que no dice de qué se trata. Diga quién escribe y por qué.',
      pt: 'Quase todo o texto são variáveis, então não diz do que se trata. Diga quem escreve e por quê.',
    },
  },
  {
    find: ({ name, language, body, footer }, others) =>
      others.find(
        (other) =>
          body &&
          other.name !== name &&
          other.language === language &&
          other.body === body &&
          other.footer === footer,
      )?.name ?? false,
    words: {
      en: 'It has the same text as {what}. Use that template, or change the words.',
      es: 'Tiene el mismo texto que {what}. Use esa plantilla o cambie las palabras.',
      pt: 'Tem o mesmo texto que {what}. Use esse modelo ou mude as palavras.',
    },
  },
]

/** The words that introduce a probable cause. */
export const LIKELY: Sentence = {
  en: 'Probable cause, by our own check:',
  es: 'Causa probable, según nuestra propia comprobación:',
  pt: 'Causa provável, segundo nossa própria verificação:',
}

/**
 * The minimum number of words besides the variables. A text with fewer words than the minimum does
 * not show what the message is about.
 */
const LEAST_WORDS = 4

/**
 * Returns the probable causes of a rejection. If Meta reported a known code, causes that do not
 * match the code are left out. `others` are the other templates of the account, which may contain
 * the same text.
 */
export function likelyCauses(
  template: RejectedTemplate,
  others: readonly RejectedTemplate[],
): Sentence[] {
  const code = template.rejectedFor?.toUpperCase()
  const isKnown = CAUSES.some(({ codes }) => codes?.includes(code ?? ''))
  return CAUSES.filter(({ codes }) => !isKnown || !codes || codes.includes(code!)).flatMap(
    ({ find, words }) => {
      const found = find(template, others)
      if (found === false || found === '') return []
      const what = found === true ? '' : found
      const written = (sentence: string) => sentence.replace('{what}', () => what)
      return [{ en: written(words.en), es: written(words.es), pt: written(words.pt) }]
    },
  )
}

function hasVariableProblem(...codes: readonly string[]): Cause['find'] {
  return ({ header: { text = '' } = {}, body = '' }) =>
    (['header', 'body'] as const).some((part) => {
      const words = part === 'header' ? text : body
      const parameterFormat = allNumbers(placeholdersIn(words)) ? 'POSITIONAL' : 'NAMED'
      return variableProblems(words, part, { parameterFormat }, part).some(({ code }) =>
        codes.includes(code),
      )
    })
}

const isOfMedia = (
  header: RejectedTemplate['header'],
): header is NonNullable<RejectedTemplate['header']> =>
  ['IMAGE', 'VIDEO', 'DOCUMENT'].includes(header?.format?.toUpperCase() ?? '')

/**
 * Returns a domain to which a link in this template leads but no link in any approved template.
 * Returns false if there is no such domain, or if no approved template contains a link.
 */
function foreignLinkIn(
  template: RejectedTemplate,
  others: readonly RejectedTemplate[],
): string | false {
  const own = domainsOf(template).filter((domain) => !shortLinkIn(domain))
  if (own.length === 0) return false
  const known = new Set(
    others
      .filter(({ status }) => status?.toUpperCase() === 'APPROVED')
      .flatMap((each) => domainsOf(each)),
  )
  return (known.size > 0 && own.find((domain) => !known.has(domain))) || false
}

const LINK = /https?:\/\/([^\s/?#:{}]+)(?=[\s/?#:]|$)/giu
/**
 * Matches the second-level label of domains such as example.co.uk. In such a domain, the last three
 * labels identify a business. In any other domain, the last two labels do.
 */
const SECOND_LEVEL = /^(?:co|com|org|net|gov|gob|edu|ac)$/

/** Returns the domains of all links, without subdomains. */
function domainsOf(template: RejectedTemplate): string[] {
  const text = [textOf(template), ...(template.links ?? [])].join(' ')
  return [...text.matchAll(LINK)].map(([, host]) => {
    const labels = host!
      .toLowerCase()
      .replace(/[.,;!)]+$/, '')
      .split('.')
    const [second = '', top = ''] = labels.slice(-2)
    const isAddress = labels.every((label) => /^\d+$/.test(label))
    if (isAddress) return labels.join('.')
    return labels.slice(top.length === 2 && SECOND_LEVEL.test(second) ? -3 : -2).join('.')
  })
}

const textOf = ({ header, body, footer }: RejectedTemplate): string =>
  [header?.text, body, footer].filter(Boolean).join('\n')

const wordsIn = (text: string): number =>
  fill(text, () => ' ')
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word)).length
