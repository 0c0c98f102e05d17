// `npm run sample -- --seed N` draws 120 sentences by which to judge the project's language: 30
// each of comments, test titles, command-line output, and screens in three languages. The same seed
// draws the same sentences from the same sources. `--seed` may be given several times.
//
// Somebody who did not write the sentences reads them, and counts those that need a second reading.
// Beneath a sentence from a comment, the sample prints what a developer would read with it: the
// whole comment, if it has several sentences, and the first line of the code that it describes. A
// test title follows the titles of the `describe` blocks around the test.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { filesIn, type Node, nodesIn, type Source, sourceOf, textOf } from './source.ts'

interface Sentence {
  readonly text: string
  readonly path: string
  readonly line: number
  /**
   * What is printed beneath the sentence, because a developer reads it together with the sentence:
   * the whole comment, and a line of code.
   */
  readonly beside?: readonly string[]
}

const EACH = 30
const LONG_LINE = 60
const LANGUAGES = ['en', 'es', 'pt'] as const
const CODE = /\.tsx?$/
const codeIn = (...folders: string[]) =>
  folders.flatMap((folder) => filesIn(folder, CODE)).map(sourceOf)

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
/**
 * Divides a text into sentences. A dot within code in backticks, a URL or a dotted name does not
 * end a sentence.
 */
const sentencesOf = (text: string) =>
  [...segmenter.segment(text.replace(/`[^`]*`|https?:\/\/\S+|[$\w]+(\.\w+)+/g, masked))]
    .map(({ segment }) => unmasked(segment).trim())
    .filter(isSentence)
const MARKS = '.?!:'
const MASKS = '\u{F0001}\u{F0002}\u{F0003}\u{F0004}'
const replaced = (text: string, from: string, to: string) =>
  [...text].map((character) => [...to][[...from].indexOf(character)] ?? character).join('')
const masked = (text: string) => replaced(text, MARKS, MASKS)
const unmasked = (text: string) => replaced(text, MASKS, MARKS)
const isSentence = (text: string) =>
  (text.match(/\p{L}{2,}/gu) ?? []).length >= 3 && !/^\S+$/.test(text)

/** Comments on adjacent lines count as one comment. */
function commentsOf(source: Source): Sentence[] {
  const blocks: { start: number; end: number; text: string }[] = []
  for (const { type, value, start, end } of source.comments) {
    const text = type === 'Block' ? value.replace(/^\s*\* ?/gm, '') : value
    const previous = blocks.at(-1)
    const between = previous && source.text({ start: previous.end, end: start })
    if (previous && type === 'Line' && /^\s*$/.test(between!) && !between!.includes('\n\n')) {
      previous.text += `\n${text}`
      previous.end = end
    } else blocks.push({ start, end, text })
  }
  return blocks
    .filter(({ text }) => !/biome-ignore|@ts-/.test(text))
    .flatMap(({ start, end, text }) => {
      const whole = withoutSources(withoutTables(text)).replace(/\s+/g, ' ').trim()
      const sentences = sentencesOf(whole)
      return sentences.map((sentence) => ({
        text: sentence,
        path: source.path,
        line: source.lineOf(start),
        beside: [
          ...(sentences.length > 1 ? [`(the whole comment) ${whole}`] : []),
          codeBy(source, start, end),
        ],
      }))
    })
}

/** Returns the line of code that ends with the comment, or the first one after the comment. */
function codeBy(source: Source, start: number, end: number): string {
  const before = source.text({ start: 0, end: start }).split('\n').at(-1)!.trim()
  const after = source.text({ start: end, end: source.program.end }).split('\n')
  const code = before || after.map((line) => line.trim()).find((line) => line !== '')
  return !code || code.startsWith('import ') ? '(describes the whole file)' : code
}

/** Removes URLs that are alone on a line, and the descriptions of parameters. */
const withoutSources = (text: string) =>
  text.replace(/^\s*(https?:\/\/\S+|@param .*|import .*|\S+\.html#.*)$/gm, '')

/** Removes the rows of tables, whose columns are aligned with several spaces. */
const withoutTables = (text: string) => text.replace(/^.*\S {2,}\S.*$/gm, '')

function titlesOf(source: Source): Sentence[] {
  const titles: Sentence[] = []
  for (const [node, parents] of nodesIn(source.program)) {
    const title = titleOf(node, source, ['it', 'test'])
    if (title === undefined) continue
    const around = parents.flatMap((parent) => titleOf(parent, source, ['describe']) ?? [])
    titles.push({
      text: [...around, title].join(' › '),
      path: source.path,
      line: source.lineOf(node.start),
    })
  }
  return titles
}

function titleOf(node: Node, source: Source, names: readonly string[]): string | undefined {
  if (node.type !== 'CallExpression') return undefined
  const [first] = node.arguments as Node[]
  const title = first && textOf(first, source)
  if (title === undefined || !names.includes(calledName(node))) return undefined
  return withValues(title, firstRowOf(node, source), source)
}

/**
 * Returns the first row of the table in `it.each(table)(…)`, if the table is a list in this file.
 */
function firstRowOf({ callee }: Node, { program }: Source): Node | undefined {
  const argument = ((callee as Node).arguments as Node[] | undefined)?.[0]
  const found = [...nodesIn(program)].find(
    ([{ type, id }]) => type === 'VariableDeclarator' && (id as Node).name === argument?.name,
  )
  const table = withoutType(argument?.type === 'Identifier' ? (found?.[0].init as Node) : argument)
  return table?.type === 'ArrayExpression' ? (table.elements as Node[])[0] : undefined
}

/** Returns the expression `value` in `value as const` and in `value satisfies Type`. */
const withoutType = (node: Node | undefined): Node | undefined =>
  node && /^TS(As|Satisfies)Expression$/.test(node.type)
    ? withoutType(node.expression as Node)
    : node

/** Replaces the placeholders of a title by the values of a row, as the test runner does. */
function withValues(title: string, row: Node | undefined, source: Source): string {
  if (!row) return title
  const values = row.type === 'ArrayExpression' ? (row.elements as Node[]) : [row]
  const properties = row.type === 'ObjectExpression' ? (row.properties as Node[]) : []
  const textOfValue = (value: Node | undefined) =>
    value && (textOf(value, source) ?? source.text(value).replace(/\s+/g, ' '))
  let next = 0
  return title
    .replace(/%[sijdo]/g, (whole) => {
      const text = textOfValue(values[next++]) ?? whole
      return whole === '%j' ? text.replace(/^[^[{"'\d-].*$|^$/, JSON.stringify) : text
    })
    .replace(/\$(\w+)/g, (whole, name: string) => {
      const property = properties.find(({ key }) => (key as Node | undefined)?.name === name)
      return textOfValue(property?.value as Node | undefined) ?? whole
    })
}

/** Returns `it` for `it(…)`, `it.skipIf(…)(…)` and `it.each(…)(…)`. */
function calledName(node: Node): string {
  if (node.type === 'Identifier') return String(node.name)
  const inner = (node.callee ?? node.object ?? node.tag) as Node | undefined
  return inner ? calledName(inner) : ''
}

/**
 * Returns the texts in a source that have several words. A longer text, such as a help text, is
 * divided into sentences.
 */
function textsOf(source: Source): Sentence[] {
  const constants = constantsOf(source)
  return [...nodesIn(source.program)].flatMap(([node, parents]) => {
    if (parents.some(({ type }) => type === 'TemplateLiteral' || type === 'ImportDeclaration'))
      return []
    const ownText = textOf(node, source)
    if (ownText === undefined) return []
    if (isCode(ownText) || isNeverPrinted([...parents, node])) return []
    const text = asPrinted(withConstants(ownText, constants), [...parents, node], source)
    return paragraphsOf(text).flatMap((paragraph) =>
      (paragraph.lines.length > 1 ? sentencesOf(paragraph.lines.join(' ')) : paragraph.lines)
        .filter((sentence) => isSentence(withoutCode(sentence)) && !isPart(sentence))
        .map((sentence) => ({
          text: sentence,
          path: source.path,
          line: source.lineOf(node.start) + paragraph.line,
        })),
    )
  })
}

/**
 * Matches texts in the source that nobody reads as sentences: media types, cache settings, code,
 * HTML, queries of logs and tables, and expressions.
 */
const CODE_TEXT = /^(text\/|public, |import\{|<|\||fields |filter |sort |sk = |@\S+ \{)|\S {2,}\S/
const isCode = (text: string) => !text.includes('\n') && CODE_TEXT.test(text)

/** Returns whether the text is the source of a guess, which no command prints. */
const isNeverPrinted = (path: readonly Node[]) =>
  path.some(
    ({ type, key }) => type === 'Property' && ['source', 'id'].includes(String((key as Node).name)),
  )

/** Returns whether the text is a row of a printed table, or only a part of a sentence. */
const isPart = (text: string) =>
  /^<|\S {2,}\S/.test(text) ||
  /^[,(]|,$|^(whose|which|and|or|so|because|while|with|from|for|in|is|has|cannot|names) /.test(
    text,
  ) ||
  (/^\p{Ll}[^:]*[^.?!:]$/u.test(text) && text.split(' ').length < 8)

/** The properties whose text plan, apply and destroy print after the name of a resource. */
const AFTER_NAME = ['summary', 'stays', 'has', 'lacks', 'grant', 'remove']
/** The functions whose second argument doctor prints after the first. */
const FINDINGS = ['ok', 'bad', 'warningFinding']

/** The files with texts that complete the sentence "Use …" (provisioning/config/problems.ts). */
const EXPECTATIONS = /^provisioning\/(config\/config|config\/meta-api-version|stack\/settings)\.ts$/

/** Returns the whole line that a person reads, if the commands print the text after other words. */
function asPrinted(text: string, path: readonly Node[], source: Source): string {
  if (EXPECTATIONS.test(source.path) && /^(\p{Ll}|"\w+" or )/u.test(text)) return `Use ${text}.`
  const property = path.findLast(({ type }) => type === 'Property')
  if (property && AFTER_NAME.includes(String((property.key as Node).name))) return `{name}: ${text}`
  const finding = path.findLast(
    (each) => each.type === 'CallExpression' && FINDINGS.includes(calledName(each)),
  )
  const [about, message] = (finding?.arguments ?? []) as Node[]
  if (!about || !message || !path.includes(message)) return text
  return `${textOf(about, source) ?? `{${source.text(about)}}`}: ${text}`
}

/** Returns the texts of the file's constants, by their names. */
function constantsOf(source: Source): ReadonlyMap<string, string> {
  const declarations = [...nodesIn(source.program)].filter(
    ([{ type, init }]) => type === 'VariableDeclarator' && init,
  )
  return new Map(
    declarations.flatMap(([{ id, init }]) => {
      const text = textOf(init as Node, source)
      return text === undefined ? [] : [[source.text(id as Node), text]]
    }),
  )
}

const withConstants = (text: string, constants: ReadonlyMap<string, string>) =>
  text.replace(/\{([A-Z_]+)\}/g, (whole, name: string) => constants.get(name) ?? whole)

/**
 * Removes the expressions of a template literal and JSON, whose words are not part of the sentence.
 */
function withoutCode(text: string): string {
  const inner = text.replace(/\{[^{}]*\}/g, '')
  return inner === text ? text : withoutCode(inner)
}

/**
 * Joins the lines of a paragraph. A line continues the paragraph unless the line is indented or is
 * a row of a table. The text of a list item is always indented, by two spaces.
 */
function paragraphsOf(text: string): { line: number; lines: string[] }[] {
  const paragraphs: { line: number; lines: string[] }[] = []
  let previous = ''
  for (const [line, each] of text.split('\n').entries()) {
    const open = paragraphs.at(-1)?.lines
    const indentation = open?.[0]?.startsWith('- ') ? '  ' : ''
    const continues = new RegExp(`^${indentation}[\\p{L}\\d"(+<]`, 'u').test(each)
    if (open && previous.length >= LONG_LINE && continues) open.push(each.trim())
    else paragraphs.push({ line, lines: [each.trim()] })
    previous = each
  }
  return paragraphs
}

/**
 * Returns the texts of catalogues, whose file names end with their language, and of tables with an
 * entry for each language.
 */
function screensIn(language: string): Sentence[] {
  const ofThisLanguage = new RegExp(`(^|[-/])${language}(-\\w+)?\\.(ts|json)$`)
  const catalogues = [
    ...filesIn('agent-widget', ofThisLanguage),
    ...filesIn('test/sandbox/pages', ofThisLanguage),
  ]
  const tables = codeIn('lambdas/whatsapp').flatMap((source) =>
    [...nodesIn(source.program)].flatMap(([node]) => {
      if (node.type !== 'Property' || (node.key as Node).name !== language) return []
      const text = textOf(node.value as Node, source)
      return text ? [{ text, path: source.path, line: source.lineOf(node.start) }] : []
    }),
  )
  return [
    ...tables,
    ...catalogues.flatMap((path) =>
      path.endsWith('.json') ? jsonTexts(path) : textsOf(sourceOf(path)),
    ),
  ]
}

const jsonTexts = (path: string): Sentence[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      const [, text] = /:\s*("(?:[^"\\]|\\.)*"),?$/.exec(line) ?? []
      return text ? [{ text: JSON.parse(text) as string, path, line: i + 1 }] : []
    })
    .filter(({ text }) => isSentence(text))

/** Mulberry32, a small generator that gives the same random numbers on every machine. */
function randomBy(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function draw(count: number, from: readonly Sentence[], random: () => number): Sentence[] {
  const left = [...from]
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(Math.floor(random() * left.length), 1),
  ).flat()
}

const { values } = parseArgs({
  options: { seed: { type: 'string', multiple: true, default: ['1'] } },
})
const seeds = values.seed
for (const seed of seeds) {
  if (/^\d+$/.test(seed)) continue
  console.error(`--seed ${seed}: a seed is a whole number`)
  process.exit(2)
}

/** A file whose texts are left out, because only developers read them. */
const REASONS = 'provisioning/permissions/handlers.ts'
const terminal = ['test/sandbox/start.ts', ...filesIn('test/sandbox/scene', CODE)]
const comments = codeIn('lambdas', 'provisioning', 'agent-widget', 'test').flatMap(commentsOf)
const titles = filesIn('test', /\.test\.tsx?$/)
  .map(sourceOf)
  .flatMap(titlesOf)
const printed = codeIn('provisioning').filter(({ path }) => path !== REASONS)
const output = [...printed, ...terminal.map(sourceOf)].flatMap(textsOf)
const screens = LANGUAGES.map(screensIn)

for (const seed of seeds) {
  const random = randomBy(Number(seed))
  const samples: Readonly<Record<string, Sentence[]>> = {
    Comments: draw(EACH, comments, random),
    'Test titles': draw(EACH, titles, random),
    'Command-line output': draw(EACH, output, random),
    Screens: screens.flatMap((texts) => draw(EACH / LANGUAGES.length, texts, random)),
  }
  console.log(`\n\nSeed ${seed}`)
  for (const [heading, sentences] of Object.entries(samples)) {
    console.log(`\n${heading}\n`)
    for (const { text, path, line, beside = [] } of sentences)
      console.log([text, `${path}:${line}`, ...beside].join('\n    '))
  }
}
