// Creates the edits that rename, reorder and remove the topics of a WABA.
import type { CurationEdit } from '#whatsapp/templates/curation-edits'

/** A topic and its new name. */
export interface NamedTopic {
  topic: string
  name: string
}

/**
 * Returns the edits that turn the topics `before` into `after`, without edits that change nothing.
 * Topics of `before` that are missing in `after` are removed.
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
 * Renames topics one at a time. Two topics with the same name would be merged. If the new name of a
 * topic is still the name of another topic, the other topic is therefore renamed first. If two
 * topics exchange their names, one of them gets a temporary name.
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
