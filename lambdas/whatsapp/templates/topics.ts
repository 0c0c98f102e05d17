// The topics into which supervisors sort templates, such as "Travel documents". The name of a topic
// identifies the topic. The order of the topics is the same for every team.
import type { CuratedTemplate, CurationState } from '#whatsapp/templates/curation'

const usedTopics = ({ rules }: Pick<CurationState, 'rules'>): string[] =>
  rules.flatMap(({ templates }) => templates.flatMap(({ topic }) => topic ?? []))

/** Returns the state without topics that no rule uses. */
export function withoutUnusedTopics({ topics = [], ...state }: CurationState): CurationState {
  const used = new Set(usedTopics(state))
  return withUsedTopics({ ...state, topics: topics.filter((topic) => used.has(topic)) })
}

/**
 * Returns the state with every topic that the rules use. Topics that are missing in the order come
 * last.
 */
export function withUsedTopics(state: CurationState): CurationState {
  const { topics: ordered = [], ...rest } = state
  const topics = [...new Set([...ordered, ...usedTopics(state)])]
  return topics.length > 0 ? { ...rest, topics } : rest
}

/**
 * Renames a topic. If another topic already has the new name, the two topics are merged. If `name`
 * is missing, the topic is removed.
 */
export function renamedTopic(
  state: CurationState,
  topic: string,
  name: string | undefined,
): CurationState {
  const renamed = (entry: CuratedTemplate): CuratedTemplate => {
    if (entry.topic !== topic) return entry
    const { topic: _, ...rest } = entry
    return name ? { ...rest, topic: name } : rest
  }
  return withUsedTopics({
    ...state,
    rules: state.rules.map((rule) => ({ ...rule, templates: rule.templates.map(renamed) })),
    topics: [...new Set((state.topics ?? []).map((each) => (each === topic ? name : each)))].filter(
      (each) => each !== undefined,
    ),
  })
}

/** Sorts the topics of the state. Topics that are missing in the order come last. */
export function orderedTopics(state: CurationState, order: readonly string[]): CurationState {
  const known = new Set(state.topics)
  const named = order.filter((topic) => known.has(topic))
  return { ...state, topics: [...new Set([...named, ...known])] }
}
