// Lists, above the templates, what the agent has begun in this chat but not sent.
import Button from '@cloudscape-design/components/button'
import { Fragment } from 'react'
import type { Messages } from '../i18n/catalogue.ts'
import { useMessages } from '../i18n/messages.tsx'
import { readableName } from '../templates/readable-name.ts'
import type { BegunDraft } from './begun-drafts.ts'

interface Props {
  drafts: readonly BegunDraft[]
  onContinue: (draft: BegunDraft) => void
}

export function ContinueDrafts({ drafts, onContinue }: Props) {
  const messages = useMessages()
  if (drafts.length === 0) return undefined
  return (
    <p className="aw-drafts">
      <span className="aw-facts">{messages.continue}</span>{' '}
      {drafts.map((draft, i) => {
        const title = titleOf(draft, messages)
        return (
          <Fragment key={title}>
            {i > 0 && ' · '}
            <Button
              variant="inline-link"
              ariaLabel={`${messages.continue} ${title}`}
              onClick={() => onContinue(draft)}
            >
              {title}
            </Button>
          </Fragment>
        )
      })}
    </p>
  )
}

function titleOf(draft: BegunDraft, messages: Messages): string {
  switch (draft.is) {
    case 'template':
      return readableName(draft.name)
    case 'form':
      return messages.composeKinds[draft.kind]
    case 'files':
      return messages.chosenFiles({ n: draft.count })
  }
}
