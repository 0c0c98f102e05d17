// Writes arguments.ts, which contains the arguments of each message in each language. With
// arguments.ts, the type checker compares the languages and checks every use of a message. `npm run
// check` runs this program. While you translate, run `node
// agent-widget/i18n/generate-arguments.ts`. To generate the file for another folder of texts, pass
// the folder as an argument.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { IntlMessageFormat } from 'intl-messageformat'

type Element = ReturnType<IntlMessageFormat['getAst']>[number]
type Texts = { [key: string]: string | Texts }

const LANGUAGES = ['en', 'es', 'pt']

/** The types of ICU elements, as numbered by @formatjs/icu-messageformat-parser. */
const ARGUMENT = 1
const NUMBER = 2
const SELECT = 5
const PLURAL = 6

/** Returns, for each argument by its name, whether the argument must be a number. */
function argumentsOf(elements: readonly Element[], found = new Map<string, boolean>()) {
  for (const element of elements) {
    if (element.type === ARGUMENT || element.type === NUMBER || element.type === PLURAL) {
      const isNumber = element.type !== ARGUMENT
      found.set(element.value, isNumber || found.get(element.value) === true)
    }
    if (element.type === SELECT || element.type === PLURAL)
      for (const { value } of Object.values(element.options)) argumentsOf(value, found)
  }
  return found
}

const leaves = (texts: Texts, path = ''): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : leaves(value, `${path}${key}.`),
  )

const folder = process.argv[2]
  ? pathToFileURL(`${resolve(process.argv[2])}/`)
  : new URL('.', import.meta.url)
const byLanguage = LANGUAGES.map((language) => {
  const texts = JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8')) as Texts
  const entries = leaves(texts).map(([path, text]) => {
    const message = new IntlMessageFormat(text, language, undefined, { ignoreTag: true })
    return [path, argumentsOf(message.getAst())] as const
  })
  return { language, messages: new Map(entries.filter(([, found]) => found.size > 0)) }
})

/** The type is number if the plural of at least one language requires a number. */
const typeOf = (path: string, name: string) =>
  byLanguage.some(({ messages }) => messages.get(path)?.get(name)) ? 'number' : 'string | number'

const blocks = byLanguage.map(({ language, messages }) => {
  const lines = [...messages].map(([path, found]) => {
    const types = [...found.keys()].sort().map((name) => `${name}: ${typeOf(path, name)}`)
    return `    ${/^\w+$/.test(path) ? path : `'${path}'`}: { ${types.join('; ')} }`
  })
  return `  ${language}: {\n${lines.join('\n')}\n  }`
})
writeFileSync(
  new URL('arguments.ts', folder),
  `// This file is written by generate-arguments.ts from the JSON files beside it. Do not edit it.

export interface Arguments {
${blocks.join('\n')}
}
`,
)
