// Lets the agent react to a customer's message with one emoji, and remove the reaction.
import Input from '@cloudscape-design/components/input'
import { useState } from 'react'
import type { ReplyView } from '#api'
import { refusals } from '#whatsapp/errors/problems'
import { problemsWith } from '#whatsapp/messages/message-rules'
import { useMessages } from '../i18n/messages.tsx'

/** The emoji that WhatsApp also offers first. */
const USUAL = ['👍', '❤️', '😂', '😮', '😢', '🙏']

interface Props {
  messageId: string
  replies: readonly ReplyView[]
  /** The id of the element that explains why reactions cannot be sent, or undefined if they can. */
  whyNot?: string | undefined
  /** Called with an empty string when the agent removes the reaction. */
  onReact: (emoji: string) => void
}

export function Reactions({ messageId, replies, whyNot, onReact }: Props) {
  const { customer: words, problem } = useMessages().composer
  const [other, setOther] = useState('')
  const mine = reactionTo(messageId, replies)
  const emojis = mine && !USUAL.includes(mine) ? [...USUAL, mine] : USUAL
  const isEmoji = refusals(problemsWith({ type: 'reaction', messageId, emoji: other })).length === 0

  return (
    <span className="aw-reactions">
      {emojis.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className="aw-emoji"
          aria-pressed={emoji === mine}
          aria-label={emoji === mine ? words.removeReaction : words.react({ emoji })}
          title={emoji === mine ? words.removeReaction : words.react({ emoji })}
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

/**
 * Returns the emoji of the agents' newest reaction to the message, without failed reactions. The
 * phone shows the same emoji. Returns undefined if there is none, or if it was removed.
 */
export function reactionTo(messageId: string, replies: readonly ReplyView[]): string | undefined {
  const reactions = replies.filter(
    ({ type, status }) => type === 'reaction' && status !== 'failed' && status !== 'withdrawn',
  )
  const shows = reactions.map((reply) => reply.shows as { messageId: string; emoji: string })
  return shows.find((reaction) => reaction.messageId === messageId)?.emoji || undefined
}
