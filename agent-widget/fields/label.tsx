import { useMessages } from '../i18n/messages.tsx'

export function Label({ text, isOptional }: { text: string; isOptional: boolean }) {
  const messages = useMessages()
  if (!isOptional) return text
  return (
    <>
      {text} <i>– {messages.optional}</i>
    </>
  )
}
