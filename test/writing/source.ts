// Finds the names, comments and texts of source files, each with its line.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'

export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [property: string]: unknown
}

export interface Source {
  readonly path: string
  readonly program: Node
  readonly comments: readonly {
    type: 'Line' | 'Block'
    value: string
    start: number
    end: number
  }[]
  text(node: Pick<Node, 'start' | 'end'>): string
  lineOf(position: number): number
}

export const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file))
    .map((file) => join(folder, file))
    .sort()

export function sourceOf(path: string): Source {
  const content = readFileSync(path, 'utf8')
  const { program, comments, errors } = parseSync(path, content)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`)
  return {
    path,
    program: program as unknown as Node,
    comments,
    text: ({ start, end }) => content.slice(start, end),
    lineOf: (position) => content.slice(0, position).split('\n').length,
  }
}

/**
 * Yields `node` and every node below it. Each comes with a list of its parents, which begins with
 * the outermost one.
 */
export function* nodesIn(
  node: Node,
  parents: readonly Node[] = [],
): Generator<[Node, readonly Node[]]> {
  yield [node, parents]
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value])
      if (isNode(child)) yield* nodesIn(child, [...parents, node])
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value

/**
 * Returns the text of a string or template literal. In the text, the expressions of a template are
 * in braces.
 */
export function textOf(node: Node, source: Source): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type !== 'TemplateLiteral') return undefined
  const quasis = node.quasis as { value: { cooked: string } }[]
  const expressions = node.expressions as Node[]
  return quasis
    .map(
      ({ value }, i) =>
        value.cooked +
        (expressions[i] ? `{${source.text(expressions[i]).replace(/\s+/g, ' ')}}` : ''),
    )
    .join('')
}
