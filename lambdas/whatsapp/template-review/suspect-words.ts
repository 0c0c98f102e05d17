// Words that make Meta's reviewers reject templates, in English, Spanish and Portuguese. Meta
// publishes no lists of such words, so the lists are based on the advice of Meta's partners.

/**
 * Returns a function that finds the first of the expressions in a text. The returned function
 * matches whole words only.
 */
const finding = (expressions: readonly string[]) => {
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${expressions.join('|')})(?![\\p{L}\\p{N}])`,
    'iu',
  )
  return (text: string): string | undefined => pattern.exec(text)?.[0]
}

/**
 * Finds words of offers, such as discounts. Meta treats a utility template that contains them as
 * marketing.
 */
export const offerIn = finding([
  ...['discounts?', '(?:special|exclusive) offers?', 'our offers?', 'limited[ -]time', 'deals?'],
  ...['\\d+ ?% off', 'on sale', 'coupons?', 'promo(?:tion)?s?', 'upgrade (?:now|today)'],
  ...['(?:shop|buy|book|order) now', 'check it out', 'free gift', "don[’']t miss"],
  ...['descuentos?', 'ofertas?', 'promoci(?:ón|ones)', 'rebajas?', 'cup(?:ón|ones)'],
  ...[
    '(?:por )?tiempo limitado',
    '(?:compre|compra|reserve|reserva) (?:ahora|ya)',
    'exclusiv[oa]s?',
  ],
  ...['descontos?', 'promoç(?:ão|ões)', 'liquidação', 'cupo(?:m|ns)', '(?:por )?tempo limitado'],
  ...['(?:compre|reserve|aproveite) (?:agora|já)'],
])

/**
 * Finds greetings, such as “happy birthday”, that Meta accepts only in marketing templates: a
 * utility template must be about an order, an account or a request of the customer.
 */
export const greetingIn = finding([
  ...['happy (?:birthday|new year|easter|holidays)', 'merry christmas', 'seasons? greetings'],
  ...["season[’']s greetings", 'we (?:miss|have missed) you'],
  ...['feliz (?:cumpleaños|navidad|año nuevo|pascua)', 'felices fiestas', 'próspero año'],
  ...['(?:te|le|lo|la) extrañamos', '(?:te|le|lo|la) echamos de menos'],
  ...['feliz (?:aniversário|natal|ano novo|páscoa)', 'boas festas', 'próspero ano'],
  ...['sentimos (?:a )?sua falta'],
])

/**
 * Frequent misspellings. Reviewers may take a misspelled text for fraud. The list contains only
 * frequent misspellings, because complete dictionaries of three languages would be too large.
 */
const misspelledIn = finding([
  ...['recieve[ds]?', 'reciepts?', 'acounts?', 'adress(?:es)?', 'pasw(?:or|ro)ds?', 'verifiy'],
  ...['confrim(?:ed)?', 'untill', 'tommor+ow', 'tomorow', 'succesful(?:ly)?', 'custumers?'],
  ...['avail[ai]ble(?<!available)', 'avaliable', 'immediatly', 'definately', 'deliverd'],
  ...['delivary', 'paymant', 'occured', 'seperate(?:ly)?', 'teh', 'wich', 'beleive', 'garantee'],
  ...['resib(?:ir|o|ió|irá)', 'reciv(?:ir|o|ió|irá)', 'h?aora', 'grasias', 'ofisina', 'serbicio'],
  ...['servisio', 'verificasi[oó]n', 'informasi[oó]n', 'confirmasi[oó]n', 'direcsi[oó]n'],
  ...['voç[eê]', 'concerteza', 'serviso', 'pagamneto', 'encomenta', 'excessão', 'atualisar'],
  ...['confirmassão', 'informassão', 'verificassão'],
])

/**
 * Matches a word with the same letter three times in a row, or with letters of two alphabets, such
 * as a Cyrillic “а” among Latin letters.
 */
const UNUSUAL =
  /(?<![\p{L}\p{N}./])(?!www)\p{L}*(?:(\p{L})\1{2}|\p{Script=Latin}[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}]\p{Script=Latin})\p{L}*/iu

export const misspellingIn = (text: string): string | undefined =>
  misspelledIn(text) ?? UNUSUAL.exec(text)?.[0]

export const threatIn = finding([
  ...['legal action', 'lawsuit', 'in court', 'law(?:yer|suit)s?', 'final (?:notice|warning)'],
  ...['debt collect(?:or|ion)s?', 'collection agency', 'police', 'arrest(?:ed)?', 'your family'],
  ...['acci(?:ón|ones) legal(?:es)?', 'demanda judicial', 'juicio', 'embargo', 'último aviso'],
  ...['abogados?', 'agencia de cobranza', 'policía', 'su familia'],
  ...['aç(?:ão|ões) judicia(?:l|is)', 'processo judicial', 'penhora', 'advogados?', 'polícia'],
  ...['cobrança judicial', 'sua família', 'serasa'],
])

export const prizeIn = finding([
  ...["you(?:[’']ve| have)? won", 'winners?', 'prizes?', 'lottery', 'raffle', 'congratulations'],
  ...['ha(?:s)? ganado', 'ganador(?:a)?', 'premios?', 'sorteo', 'lotería', 'felicidades'],
  ...['(?:você )?ganhou', 'ganhador(?:a)?', 'prêmios?', 'sorteio', 'loteria', 'parabéns'],
])

/** Finds requests for numbers and secrets, which Meta's policy forbids. */
export const asksForNumbersIn = finding([
  ...['card number', 'full account number', 'social security number', 'passport number'],
  ...['(?:your )?password', 'cvv', '(?:your )?pin(?: code)?'],
  ...['número(?: completo)? de (?:su |tu |la )?(?:tarjeta|cuenta|pasaporte)', 'contraseña'],
  ...['número(?: completo)? d[oae] (?:seu |sua )?(?:cartão|conta|passaporte)', 'senha', 'cpf'],
])

export const shortLinkIn = finding(
  [
    ...['bit.ly', 'tinyurl.com', 'goo.gl', 't.co', 'ow.ly', 'is.gd', 'buff.ly', 'cutt.ly'],
    ...['rebrand.ly', 'rb.gy', 'shorturl.at', 't.ly', 'tiny.cc'],
  ].map((host) => host.replaceAll('.', '\\.')),
)

/** Frequent words of each language that do not occur in the other two languages. */
const FREQUENT: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(
    'the and your you is are was for with have has will please our this that from of to'.split(' '),
  ),
  es: new Set(
    'el los las y su sus usted es con una por favor gracias hola fue del al pero nuestro puede'.split(
      ' ',
    ),
  ),
  pt: new Set(
    'o os e seu sua você é com uma obrigado obrigada olá foi da ao mas nosso pode não'.split(' '),
  ),
}

/**
 * The minimum number of frequent words that a text must contain, so that its language can be
 * determined.
 */
const LEAST_WORDS = 4

/**
 * Returns the language of a text if it seems to differ from the template's language. Only the
 * languages in `FREQUENT` are recognized.
 */
export function otherLanguageOf(text: string, language: string): string | undefined {
  const own = language.toLowerCase().split(/[_-]/)[0]!
  if (!FREQUENT[own]) return undefined
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  const count = (code: string) => words.filter((word) => FREQUENT[code]?.has(word)).length
  const [best] = Object.keys(FREQUENT).sort((a, b) => count(b) - count(a))
  if (!best || best === own || count(best) < LEAST_WORDS) return undefined
  return count(best) >= 2 * count(own) + 1 ? best : undefined
}
