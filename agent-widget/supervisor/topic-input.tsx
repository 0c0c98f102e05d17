// The input for the topic of templates: one of the known topics, or a new one.
import Autosuggest from '@cloudscape-design/components/autosuggest'
import FormField from '@cloudscape-design/components/form-field'
import { LONGEST_TOPIC } from '#whatsapp/templates/curation-limits'
import { useTexts } from './i18n/texts.tsx'

interface Props {
  topics: readonly string[]
  value: string
  onChange: (topic: string) => void
}

export const isTopicTooLong = (topic: string): boolean => topic.trim().length > LONGEST_TOPIC

export function TopicInput({ topics, value, onChange }: Props) {
  const texts = useTexts()
  const over = value.trim().length - LONGEST_TOPIC
  return (
    <FormField
      label={texts.topic}
      description={texts.topicHint}
      {...(over > 0 ? { errorText: texts.over({ n: over }) } : {})}
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
