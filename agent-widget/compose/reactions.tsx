// A reaction to one message of the customer: one emoji at a time, and a way back.
import Input from '@cloudscape-design/components/input'
import { useState } from 'react'
import { refusals } from '#whatsapp/errors/problems'
import { problemsWith } from '#whatsapp/messages/messages'
import type { ReplyView } from '../../lambdas/widget-api/api.ts'
import { useWords } from '../i18n/composing/words.ts'

/** Those WhatsApp itself offers first. */
const USUAL = ['👍', '❤️', '😂', '😮', '😢', '🙏']

interface Props {
  messageId: string
  replies: readonly ReplyView[]
  /** The id of what says why none can be sent now. */
  whyNot?: string | undefined
  /** An empty one takes it back. */
  onReact: (emoji: string) => void
}

export function Reactions({ messageId, replies, whyNot, onReact }: Props) {
  const { customer: words, problem } = useWords()
  const [other, setOther] = useState('')
  const mine = reactionTo(messageId, replies)
  const shown = mine && !USUAL.includes(mine) ? [...USUAL, mine] : USUAL
  const isEmoji = refusals(problemsWith({ type: 'reaction', messageId, emoji: other })).length === 0

  return (
    <span className="aw-reactions">
      {shown.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className="aw-emoji"
          aria-pressed={emoji === mine}
          aria-label={emoji === mine ? words.takeBack : words.react(emoji)}
          title={emoji === mine ? words.takeBack : words.react(emoji)}
          aria-disabled={whyNot !== undefined}
          aria-describedby={whyNot}
          onClick={() => whyNot === undefined && onReact(emoji === mine ? '' : emoji)}
        >
          {emoji}
        </button>
      ))}
      <span className="aw-other-emoji">
        <Input
          ariaLabel={words.other}
          placeholder="…"
          value={other}
          disabled={whyNot !== undefined}
          invalid={!isEmoji}
          nativeInputAttributes={{ title: isEmoji ? words.other : problem.emoji }}
          onChange={({ detail }) => setOther(detail.value)}
          onKeyDown={({ detail }) => {
            if (detail.key !== 'Enter' || !isEmoji || other === '') return
            onReact(other)
            setOther('')
          }}
        />
      </span>
    </span>
  )
}

/** The newest that did not fail counts, as it does on the phone. */
export function reactionTo(messageId: string, replies: readonly ReplyView[]): string | undefined {
  const reactions = replies.filter(
    ({ type, fate }) => type === 'reaction' && fate !== 'failed' && fate !== 'withdrawn',
  )
  const shows = reactions.map((reply) => reply.shows as { messageId: string; emoji: string })
  return shows.find((reaction) => reaction.messageId === messageId)?.emoji || undefined
}
