import { useEffect, useState } from 'react'
import type { StoryState, StoryStep } from '../../scene/story-state.ts'
import { control } from '../control.ts'

interface Props {
  steps: StoryStep[]
  state: StoryState
  acted(): void
}

/** The opening scene: what comes next and why it matters, to be watched or done by hand. */
export function Story({ steps, state, acted }: Props) {
  const { next, last, playing, failed } = state
  const [problem, setProblem] = useState('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: what went wrong with one step is not wrong with the next
  useEffect(() => setProblem(''), [next])
  const step = steps[next]!
  const before = last === undefined ? undefined : steps[last]
  // After the last step the whole way stays marked, until the story begins again.
  const reached = next === 0 && before ? steps.length : next
  function play() {
    acted()
    control('POST', '/story/next').catch((error: Error) => setProblem(error.message))
  }

  return (
    <section className="story" aria-label="The story">
      <div className="progress">
        {steps.map(({ title, chapter }, index) => (
          <span
            key={`${chapter} ${title}`}
            className={index < reached ? 'done' : ''}
            title={title}
          />
        ))}
      </div>
      <div className="told" aria-live="polite">
        <p className="chapter">{(before ?? step).chapter}</p>
        {before ? (
          <p>
            <strong>{before.title}.</strong> {before.text}
          </p>
        ) : (
          <p>
            <strong>One story, step by step.</strong> A customer writes from a phone, an agent
            answers from Amazon Connect. Press the button, or play both parts yourself.
          </p>
        )}
        {(failed || problem) && (
          <p className="problem" role="alert">
            {failed || problem}
          </p>
        )}
      </div>
      <button type="button" className="primary" onClick={play} disabled={playing}>
        {playing
          ? 'Playing…'
          : next > 0
            ? `Next: ${step.title}`
            : before
              ? 'Begin again'
              : `Begin: ${step.title}`}
      </button>
    </section>
  )
}
