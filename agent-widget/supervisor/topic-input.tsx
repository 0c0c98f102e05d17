// The input for the topic of templates: one of the known topics, or a new one.
import Autosuggest from '@cloudscape-design/components/autosuggest'
import FormField from '@cloudscape-design/components/form-field'
import { LONGEST_TOPIC } from '#whatsapp/templates/curation-limits'
import { useTexts } from './i18n/texts.tsx'
import { sizeError, spaceLeft } from './text-room.ts'

interface Props {
  topics: readonly string[]
  value: string
  onChange: (topic: string) => void
}

export const isTopicTooLong = (topic: string): boolean => spaceLeft(topic, LONGEST_TOPIC) < 0

export function TopicInput({ topics, value, onChange }: Props) {
  const texts = useTexts()
  return (
    <FormField
      label={texts.topic}
      description={texts.topicHint}
      errorText={sizeError(value, LONGEST_TOPIC, texts)}
    >
      <Autosuggest
        ariaLabel={texts.topic}
        value={value}
        placeholder={texts.noTopic}
        clearAriaLabel={texts.clear}
        options={topics.map((topic) => ({ value: topic }))}
        enteredTextLabel={(topic) => texts.newTopic({ topic })}
        empty={texts.noTopics}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  )
}
