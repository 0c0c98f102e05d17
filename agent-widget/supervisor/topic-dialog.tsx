// Sets the topic of the selected templates.
import { useState } from 'react'
import { FormDialog } from './form-dialog.tsx'
import { useTexts } from './i18n/texts.tsx'
import { isTopicTooLong, TopicInput } from './topic-input.tsx'

interface Props {
  /** The number of selected templates. */
  count: number
  topics: readonly string[]
  onSave: (topic: string) => void
  onCancel: () => void
}

export function TopicDialog({ count, topics, onSave, onCancel }: Props) {
  const texts = useTexts()
  const [topic, setTopic] = useState('')
  return (
    <FormDialog
      header={texts.topicOf({ n: count })}
      canSave={!isTopicTooLong(topic)}
      onSave={() => onSave(topic.trim())}
      onCancel={onCancel}
    >
      <TopicInput topics={topics} value={topic} onChange={setTopic} />
    </FormDialog>
  )
}
