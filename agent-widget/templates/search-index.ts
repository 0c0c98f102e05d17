// Searches templates as fast as the agent types. Case and accents are removed from all texts when
// the index is created, so a search only has to compare texts.
import type { TemplateSummary } from '#model/template-list'
import type { Offer } from '#whatsapp/templates/curation'

/**
 * A template in all its languages. The agent chooses the template, and the contact's language
 * determines which variant is opened.
 */
export interface TemplateGroup {
  name: string
  variants: readonly TemplateSummary[]
}

/** The names of categories and languages in the agent's language, by code. */
export interface Names {
  categories: ReadonlyMap<string, string>
  languages: ReadonlyMap<string, string>
}

export interface SearchIndex {
  groups: readonly TemplateGroup[]
  categories: readonly string[]
  languages: readonly string[]
  /**
   * Finds templates that contain every word of the query: in the name or title, in the texts,
   * examples, note or topic, or in the name of the category or of a language. Matches in names come
   * first. If nothing matches, a word of at least five letters may have one typing error.
   */
  find(query: string, filter: Filter, names?: Names): readonly TemplateGroup[]
  /**
   * Reads the words of the next `count` texts. These words are needed to find typing errors. With
   * thousands of templates, reading all words takes too long during a search and should be done in
   * advance. Returns true if all texts have been read.
   */
  prepare(count?: number): boolean
}

export interface Filter {
  category?: string | undefined
  language?: string | undefined
}

/** Removes case and accents, so that `informacion` finds `Información`. */
export const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** The minimum length of a word that is compared with the names of categories and languages. */
const LEAST_OF_NAME = 3
const LEAST_FOR_ERROR = 5

/** A word of the query, and everything that it finds. */
interface Term {
  word: string
  categories: readonly string[]
  languages: readonly string[]
  /**
   * The indexes of the templates that contain a word that differs from this one by one typing
   * error.
   */
  near: ReadonlySet<number>
}

const NONE: ReadonlySet<number> = new Set()

/** Creates the index. `offerOf` returns the supervisors' title, note and topic of a template. */
export function searchIndex(
  templates: readonly TemplateSummary[],
  offerOf: (template: TemplateSummary) => Pick<Offer, 'title' | 'note' | 'topic'> = () => ({}),
): SearchIndex {
  const groups = [...Map.groupBy(templates, ({ name }) => name)].map(
    ([name, variants]): TemplateGroup => ({ name, variants }),
  )
  const names = groups.map(({ name, variants }) =>
    plain(
      [
        name.replaceAll('_', ' '),
        ...new Set(variants.map((each) => offerOf(each).title ?? '')),
      ].join(' '),
    ),
  )
  const texts = groups.map(
    ({ name, variants }, i) =>
      `${names[i]} ${name} ${variants.map((each) => plain(`${textOf(each)} ${offerOf(each).note ?? ''} ${offerOf(each).topic ?? ''}`)).join(' ')}`,
  )
  const of = (pick: (template: TemplateSummary) => string) =>
    [...new Set(templates.map(pick))].sort()
  const all = texts.join('\n')
  /** The words that have been read, each with the indexes of the texts that contain it. */
  const vocabulary = new Map<string, number[]>()
  let read = 0

  function prepare(count = texts.length): boolean {
    for (const end = Math.min(read + count, texts.length); read < end; read++) {
      for (const word of new Set(texts[read]!.split(NO_WORD))) {
        const places = vocabulary.get(word)
        if (places) places.push(read)
        else vocabulary.set(word, [read])
      }
    }
    return read === texts.length
  }

  const isIn = (i: number, { word, near }: Term): boolean =>
    near === NONE ? texts[i]!.includes(word) : near.has(i)

  function find(terms: readonly Term[], filter: Filter): readonly TemplateGroup[] {
    const found: [TemplateGroup[], TemplateGroup[], TemplateGroup[]] = [[], [], []]
    const isExact = terms.every(({ near }) => near === NONE)
    for (const [i, group] of groups.entries()) {
      if (!group.variants.some((variant) => passes(variant, filter))) continue
      if (isExact && terms.every(({ word }) => names[i]!.includes(word))) found[0].push(group)
      else if (terms.every((term) => isIn(i, term))) found[1].push(group)
      else if (terms.every((term) => isIn(i, term) || isCalled(group, term))) found[2].push(group)
    }
    return found.flat()
  }

  /** Returns whether the word alone finds anything. */
  const isKnown = ({ word, categories, languages }: Term): boolean =>
    categories.length > 0 || languages.length > 0 || all.includes(word)

  /** If the word finds nothing, it may contain a typing error. Adds what similar words find. */
  function forgiving(term: Term): Term {
    if (isKnown(term) || term.word.length < LEAST_FOR_ERROR) return term
    prepare()
    const near = new Set<number>()
    for (const [word, places] of vocabulary)
      if (isNear(term.word, word)) for (const place of places) near.add(place)
    return near.size > 0 ? { ...term, near } : term
  }

  return {
    groups,
    categories: of(({ category }) => category),
    languages: of(({ language }) => language),
    prepare,
    find(query, filter, called) {
      const terms = plain(query)
        .split(/\s+/)
        .filter(Boolean)
        .map((word) => ({
          word,
          categories: calledSo(called?.categories, word),
          languages: calledSo(called?.languages, word),
          near: NONE,
        }))
      if (terms.every(isKnown)) return find(terms, filter)
      const forgiven = terms.map(forgiving)
      return forgiven.every((term) => term.near !== NONE || isKnown(term))
        ? find(forgiven, filter)
        : []
    },
  }
}

const NO_WORD = /[\s.,;:!?¡¿()[\]{}"'*_~/<>=#&%+-]+/

/** Returns the codes of the categories or languages whose names contain the word. */
const calledSo = (names: ReadonlyMap<string, string> | undefined, word: string): string[] =>
  names && word.length >= LEAST_OF_NAME
    ? [...names].flatMap(([code, name]) => (name.includes(word) ? [code] : []))
    : []

const isCalled = ({ variants }: TemplateGroup, { categories, languages }: Term): boolean =>
  (categories.length > 0 || languages.length > 0) &&
  variants.some(
    ({ category, language }) => categories.includes(category) || languages.includes(language),
  )

/**
 * Returns whether a typed word, which may be unfinished, differs from another word by one wrong,
 * missing, additional or swapped letter.
 */
export function isNear(typed: string, meant: string): boolean {
  if (meant.length < typed.length - 1) return false
  const i = firstDifference(typed, 0, meant, 0)
  const isSwapped = typed[i] === meant[i + 1] && typed[i + 1] === meant[i]
  return (
    isBeginning(typed, i + 1, meant, i + 1) ||
    isBeginning(typed, i + 1, meant, i) ||
    isBeginning(typed, i, meant, i + 1) ||
    (isSwapped && isBeginning(typed, i + 2, meant, i + 2))
  )
}

/**
 * Returns the index of the first letter that differs. The function creates no strings, because it
 * is called for every word of every template.
 */
function firstDifference(typed: string, from: number, meant: string, at: number): number {
  let i = 0
  while (
    from + i < typed.length &&
    at + i < meant.length &&
    typed.charCodeAt(from + i) === meant.charCodeAt(at + i)
  )
    i++
  return from + i
}

/** Returns whether the rest of the typed word is the beginning of the rest of the other word. */
const isBeginning = (typed: string, from: number, meant: string, at: number): boolean =>
  firstDifference(typed, from, meant, at) >= typed.length

const textOf = ({ header, body, footer, buttons = [], examples = [] }: TemplateSummary) =>
  [header?.text ?? '', body, footer ?? '', ...buttons, ...examples].join(' ')

const passes = (template: TemplateSummary, { category, language }: Filter) =>
  (!category || template.category === category) && (!language || template.language === language)
