// Fails if a name in shipped code contains a word that only its authors understand, or if any file
// contains British spelling. private-words.json and british-spelling.json list the words and their
// replacements.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import british from './british-spelling.json' with { type: 'json' }
import words from './private-words.json' with { type: 'json' }
import { filesIn, nodesIn, sourceOf } from './source.ts'

const NAMES = new Set(['Identifier', 'JSXIdentifier', 'PrivateIdentifier'])

const found = ['lambdas', 'provisioning', 'agent-widget']
  .flatMap((folder) => filesIn(folder, /\.tsx?$/))
  .map(sourceOf)
  .flatMap((source) =>
    [...nodesIn(source.program)].flatMap(([node]) =>
      NAMES.has(node.type) && Object.hasOwn(words, node.name as string)
        ? [
            {
              word: node.name as keyof typeof words,
              path: source.path,
              line: source.lineOf(node.start),
            },
          ]
        : [],
    ),
  )

const BRITISH = new RegExp(`${Object.keys(british).join('|')}`, 'gi')
/**
 * Files that are not checked, because others wrote their words, or because they list the words that
 * are refused.
 */
const OTHERS = /package-lock\.json$|british-spelling\.json$|private-words\.ts$|^test\/files\//
/**
 * Allowed words: the name of an ARIA attribute, and names under which version 0.1.0 stored data in
 * browsers.
 */
const ALLOWED = /aria-labelledby|favourites, \.\.\.rest|favourites \? |: favourites/g

const misspelled = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.css', '*.md', '*.json'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path && existsSync(path) && !OTHERS.test(path))
  .flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, i) =>
        [...line.replace(ALLOWED, '').matchAll(BRITISH)].map(([word]) => ({
          word: word.toLowerCase() as keyof typeof british,
          path,
          line: i + 1,
        })),
      ),
  )

if (process.argv.includes('--count')) {
  const byWord = Object.entries(Object.groupBy(found, ({ word }) => word))
  for (const [word, all] of byWord.sort(([, a], [, b]) => b.length - a.length))
    console.log(`${String(all.length).padStart(5)} ${word}`)
} else {
  for (const { word, path, line } of found)
    console.error(`${path}:${line}: "${word}" says nothing to a stranger. Better: ${words[word]}`)
  for (const { word, path, line } of misspelled)
    console.error(`${path}:${line}: "${word}" is British spelling. American: ${british[word]}`)
}
process.exitCode = found.length + misspelled.length > 0 ? 1 : 0
