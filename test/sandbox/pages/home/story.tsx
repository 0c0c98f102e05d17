import { useEffect, useState } from 'react'
import type { StoryState, StoryStep } from '../../scene/story-state.ts'
import { control } from '../control.ts'
import { useTexts } from '../i18n/texts.tsx'

interface Props {
  steps: StoryStep[]
  state: StoryState
  acted(): void
}

/** The opening scene, step by step: what happened, why that matters, and what comes next. */
export function Story({ steps, state, acted }: Props) {
  const texts = useTexts()
  const { next, last, playing, failed } = state
  const [problem, setProblem] = useState('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the next step has not failed yet
  useEffect(() => setProblem(''), [next])
  const step = steps[next]!
  const before = last === undefined ? undefined : steps[last]
  // After the last step, all steps stay marked as done until the scene begins again.
  const reached = next === 0 && before ? steps.length : next
  const titleOf = ({ id, name }: StoryStep) => formatted(texts.steps[id].title, { name })
  function play() {
    acted()
    control('POST', '/story/next').catch((error: Error) => setProblem(error.message))
  }

  return (
    <section className="story" aria-label={texts.scene.label}>
      <div className="progress">
        {steps.map((each, index) => (
          <span
            key={`${each.chapter} ${each.id}`}
            className={index < reached ? 'done' : ''}
            title={titleOf(each)}
          />
        ))}
      </div>
      <div className="narration" aria-live="polite">
        <p className="chapter">{texts.scene[(before ?? step).chapter]}</p>
        {before ? (
          <p>
            <strong>{titleOf(before)}.</strong>{' '}
            {formatted(texts.steps[before.id].text, { name: before.name })}
          </p>
        ) : (
          <p>
            <strong>{texts.scene.introTitle}</strong> {texts.scene.intro}
          </p>
        )}
        {(failed || problem) && (
          <p className="problem" role="alert">
            {texts.scene.failed({ reason: failed || problem })}
          </p>
        )}
      </div>
      <button type="button" className="primary" onClick={play} disabled={playing}>
        {playing
          ? texts.scene.playing
          : next > 0
            ? texts.scene.next({ title: titleOf(step) })
            : before
              ? texts.scene.again
              : texts.scene.begin({ title: titleOf(step) })}
      </button>
    </section>
  )
}

/** Returns the text, with the customer's name filled in if the text contains it. */
const formatted = (
  text: string | ((values: { name: string }) => string),
  values: { name: string },
): string => (typeof text === 'string' ? text : text(values))
