// Refuses names in shipped code that only their authors understand. private-words.json lists them,
// each with what to write instead.
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

if (process.argv.includes('--count')) {
  const byWord = Object.entries(Object.groupBy(found, ({ word }) => word))
  for (const [word, all] of byWord.sort(([, a], [, b]) => b.length - a.length))
    console.log(`${String(all.length).padStart(5)} ${word}`)
} else {
  for (const { word, path, line } of found)
    console.error(`${path}:${line}: "${word}" says nothing to a stranger. Better: ${words[word]}`)
}
process.exitCode = found.length > 0 ? 1 : 0
