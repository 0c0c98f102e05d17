// The edits that lead from the topics of a WABA to those that a supervisor wants.
import type { CurationEdit } from '#whatsapp/templates/curation-edits'

/** A topic and the name that it should have. */
export interface NamedTopic {
  topic: string
  name: string
}

/**
 * Returns only the edits that change something. Each topic of `before` that is not in `after` is
 * removed.
 */
export function topicEdits(
  before: readonly string[],
  after: readonly NamedTopic[],
): CurationEdit[] {
  const named = after.map(({ topic, name }) => ({ topic, name: name.trim() }))
  const remaining = new Set(named.map(({ topic }) => topic))
  const removed = before.filter((topic) => !remaining.has(topic))
  const order = named.map(({ topic }) => topic)
  const isReordered = order.some(
    (topic, i) => before.filter((each) => remaining.has(each))[i] !== topic,
  )
  return [
    ...removed.map((topic): CurationEdit => ({ edit: 'rename_topic', topic })),
    ...(isReordered ? [{ edit: 'order_topics' as const, topics: order }] : []),
    ...renames(named),
  ]
}

/**
 * Renames one topic after the other. If a topic gets a name that another one is about to give up, a
 * direct rename would merge both, so the topic that gives up its name is renamed first. Two topics
 * that exchange their names need a third name in between.
 */
function renames(topics: readonly NamedTopic[]): CurationEdit[] {
  const open = topics.filter(({ topic, name }) => topic !== name)
  const edits: CurationEdit[] = []
  while (open.length > 0) {
    const at = open.findIndex(({ name }) => !open.some((other) => other.topic === name))
    const next = open[Math.max(at, 0)]!
    if (at >= 0) {
      edits.push({ edit: 'rename_topic', topic: next.topic, to: next.name })
      open.splice(at, 1)
    } else {
      const between = freeName(topics)
      edits.push({ edit: 'rename_topic', topic: next.topic, to: between })
      open[0] = { topic: between, name: next.name }
    }
  }
  return edits
}

function freeName(topics: readonly NamedTopic[]): string {
  const taken = new Set(topics.flatMap(({ topic, name }) => [topic, name]))
  let n = 1
  while (taken.has(`#${n}`)) n++
  return `#${n}`
}
