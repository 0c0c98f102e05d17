// Finds the words that describe what agents searched for or wrote in vain. The words come from
// searches without a result and from free-form texts outside the service window. The widget and the
// functions report single words and never whole texts.

const SHORTEST = 3
export const LONGEST_WORD = 24
/** The maximum number of words from one text. */
export const MOST_WORDS = 12

/** Frequent words that do not describe the subject of a text. */
const COMMON = new Set(
  [
    // English
    'about after again all also and any are because been before but can cannot could did does don',
    'for from get got had has have hello her here him his hey how its just let like may more most',
    'much need not now off okay one only other our out over please she should some soon thank thanks',
    'that the their them then there these they this those through today too until very want was well',
    'were what when where which while who why will with would yes yet you your yours',
    // Spanish
    'ahora algo antes aqui aun bien buenas buenos como con cual cuando del desde dias donde ella',
    'ellas ellos entre era eres esa ese eso esta estan estar estas este esto estos estoy favor fue',
    'gracias hasta hay hola las les los mas mis muy nada nos nosotros otra otro para pero por porque',
    'puede puedo que quien saludos ser sera senor senora sin sobre solo son soy sus tambien tardes',
    'tengo tiene todo todos una unas uno unos usted ustedes van vamos',
    // Portuguese
    'agora aguarde aqui assim ate boa bom cada com dela dele depois dia dos ela elas ele eles entao',
    'estamos estou foi hoje isso isto mais mas meu minha muito nao nas noite nos obrigada obrigado ola',
    'onde para pela pelo pode pois por posso porque quando quem qual sao sem seu seus sim sua suas',
    'tarde tem tenho todas todos tudo uma umas voce voces',
  ].flatMap((line) => line.split(' ')),
)

/**
 * Returns the normalized spelling of a word, under which the word is counted. Different spellings
 * of a word have the same normalized spelling.
 */
export const countedAs = (word: string): string =>
  word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Matches a word of letters, which may contain hyphens and apostrophes. */
const WORD = /^\p{L}[\p{L}\p{M}]*(?:['’-][\p{L}\p{M}]+)*$/u

const AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}]+$/gu

/**
 * Returns the words that describe a text in lower case, without repetitions. The result contains no
 * numbers, addresses, links or other words with digits or special characters. `names` are the names
 * of the customer and the agent. The result does not contain the words of these names.
 */
export function missedWords(text: string, names: readonly (string | undefined)[] = []): string[] {
  const named = new Set(names.flatMap((name = '') => countedAs(name).split(/\s+/)))
  const found = new Map<string, string>()
  for (const raw of text.split(/\s+/)) {
    const word = raw.replace(AROUND, '').normalize('NFC').toLowerCase()
    const counted = countedAs(word)
    const isTelling =
      word.length >= SHORTEST &&
      word.length <= LONGEST_WORD &&
      WORD.test(word) &&
      !COMMON.has(counted) &&
      !named.has(counted)
    if (isTelling && !found.has(counted)) found.set(counted, word)
    if (found.size === MOST_WORDS) break
  }
  return [...found.values()]
}
