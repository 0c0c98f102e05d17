// Shows the problems of a chosen file. Each problem comes with the remedies that the widget offers.
import Button from '@cloudscape-design/components/button'
import { useRef, useState } from 'react'
import { refusals } from '#whatsapp/errors/problems'
import { canGoAsText } from '#whatsapp/media/types'
import { conversionLabel, fileProblemText } from '../files/file-problem-text.ts'
import { otherKind } from '../files/inspect.ts'
import { toJpeg } from '../files/to-jpeg.ts'
import { type Messages, refusalText } from '../i18n/catalogue.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import type { FileQueue } from './file-queue.ts'
import { fileProblems, type QueuedFile } from './queued-file.ts'

interface Props {
  queued: QueuedFile
  queue: FileQueue
}

export function FileProblems({ queued, queue }: Props) {
  const messages = useMessages()
  const texts = messages.composer.files
  const language = useLanguage()
  const again = useRef<HTMLInputElement>(null)
  const [isUnreadable, setIsUnreadable] = useState(false)
  const { id, file, kind, state } = queued
  const problems = fileProblems(queued)
  const wrong = refusals(problems)
  const other = wrong.length > 0 ? otherKind(file, kind) : undefined
  const remedy = conversionLabel(wrong, file, messages)
  const isText = wrong.length > 0 && kind === 'document' && canGoAsText(file.mimeType)
  const why =
    state.is === 'failed'
      ? failure(state.why, messages)
      : state.is === 'elsewhere'
        ? texts.chooseAgain
        : undefined

  async function convert() {
    const original = queue.chosen(id)
    const jpeg = original && (await toJpeg(original))
    if (jpeg) await queue.again(id, jpeg)
    else setIsUnreadable(true)
  }

  async function asText() {
    const original = queue.chosen(id)
    if (original) await queue.again(id, new File([original], original.name, { type: 'text/plain' }))
    else setIsUnreadable(true)
  }

  return (
    <div className="aw-file-problems" role="status">
      {problems.map((found) => (
        <p key={found.code} data-tone={found.severity === 'warning' ? 'warn' : 'bad'}>
          {fileProblemText(found, file, kind, messages, language)}
        </p>
      ))}
      {why && <p data-tone="bad">{why}</p>}
      {isUnreadable && <p data-tone="bad">{texts.toJpegFailed}</p>}
      <span className="aw-file-remedies">
        {remedy && !isUnreadable && (
          <Button formAction="none" onClick={() => void convert()}>
            {remedy}
          </Button>
        )}
        {isText && !isUnreadable && (
          <Button formAction="none" onClick={() => void asText()}>
            {texts.asText}
          </Button>
        )}
        {other && (
          <Button formAction="none" onClick={() => queue.change(id, { kind: other })}>
            {texts.sendAs({ kind: texts.kinds[other] })}
          </Button>
        )}
        {state.is === 'failed' && state.why !== 'unreadable' && (
          <Button formAction="none" onClick={() => void queue.again(id)}>
            {texts.again}
          </Button>
        )}
        {(state.is === 'elsewhere' || (state.is === 'failed' && state.why === 'unreadable')) && (
          <>
            <input
              ref={again}
              type="file"
              hidden
              onChange={({ currentTarget }) => {
                const [first] = currentTarget.files ?? []
                if (first) void queue.again(id, first)
                currentTarget.value = ''
              }}
            />
            <Button formAction="none" onClick={() => again.current?.click()}>
              {texts.choose}
            </Button>
          </>
        )}
      </span>
    </div>
  )
}

type Why = Extract<QueuedFile['state'], { is: 'failed' }>['why']

function failure(why: Why, messages: Messages): string {
  const { unreadable, failed } = messages.composer.files
  if (typeof why === 'object') return why.problems.map(refusalText(messages)).join(' ')
  if (why === 'signed_out') return messages.signInAgain
  return why === 'unreadable' ? unreadable : failed
}
