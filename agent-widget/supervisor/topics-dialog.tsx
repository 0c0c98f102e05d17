// Edits the order and the names of a WABA's topics, and removes topics.
import Button from '@cloudscape-design/components/button'
import Input from '@cloudscape-design/components/input'
import { useState } from 'react'
import type { Catalogue } from '#supervisor-api'
import type { CurationEdit } from '#whatsapp/templates/curation-edits'
import { FormDialog } from './form-dialog.tsx'
import { useTexts } from './i18n/texts.tsx'
import { isTopicTooLong } from './topic-input.tsx'
import { type NamedTopic, topicEdits } from './topics.ts'

interface Props {
  curation: Pick<Catalogue['curation'], 'topics' | 'rules'>
  onSave: (edits: readonly CurationEdit[]) => void
  onCancel: () => void
}

export function TopicsDialog({ curation, onSave, onCancel }: Props) {
  const texts = useTexts()
  const before = curation.topics ?? []
  const [topics, setTopics] = useState<readonly NamedTopic[]>(() =>
    before.map((topic) => ({ topic, name: topic })),
  )
  const isComplete = topics.every(({ name }) => name.trim() && !isTopicTooLong(name))
  const change = (at: number, ...instead: NamedTopic[]) =>
    setTopics(topics.toSpliced(at, 1, ...instead))
  function move(at: number, by: number) {
    const without = topics.toSpliced(at, 1)
    setTopics(without.toSpliced(at + by, 0, topics[at]!))
  }
  return (
    <FormDialog
      header={texts.topics}
      canSave={isComplete}
      onSave={() => onSave(topicEdits(before, topics))}
      onCancel={onCancel}
    >
      <p className="sp-soft">{texts.topicsHint}</p>
      <ol className="sp-topics" aria-label={texts.topics}>
        {topics.map((each, i) => (
          <li key={each.topic} className="sp-topic">
            <Input
              ariaLabel={texts.topicName({ topic: each.topic })}
              value={each.name}
              invalid={!each.name.trim() || isTopicTooLong(each.name)}
              onChange={({ detail }) => change(i, { ...each, name: detail.value })}
            />
            <span className="sp-soft">{texts.inTopic({ n: countIn(each.topic, curation) })}</span>
            <span className="sp-topic-actions">
              <Button
                formAction="none"
                variant="icon"
                iconName="angle-up"
                ariaLabel={texts.topicUp({ topic: each.topic })}
                disabled={i === 0}
                onClick={() => move(i, -1)}
              />
              <Button
                formAction="none"
                variant="icon"
                iconName="angle-down"
                ariaLabel={texts.topicDown({ topic: each.topic })}
                disabled={i === topics.length - 1}
                onClick={() => move(i, 1)}
              />
              <Button
                formAction="none"
                variant="icon"
                iconName="remove"
                ariaLabel={texts.removeTopic({ topic: each.topic })}
                onClick={() => change(i)}
              />
            </span>
          </li>
        ))}
      </ol>
    </FormDialog>
  )
}

/** Returns the number of templates that have the topic for at least one team. */
const countIn = (topic: string, { rules }: Props['curation']): number =>
  new Set(
    rules.flatMap(({ templates }) =>
      templates.filter((each) => each.topic === topic).map(({ name }) => name),
    ),
  ).size
