// What is wrong with a chosen file, and next to it what can be done about it here.
import Button from '@cloudscape-design/components/button'
import { useRef, useState } from 'react'
import { refusals } from '#whatsapp/errors/problems'
import { fileWords, remedyHere } from '../files/file-problem-text.ts'
import { otherKind } from '../files/inspect.ts'
import { toJpeg } from '../files/to-jpeg.ts'
import type { Words } from '../i18n/composing/en.ts'
import { useWords } from '../i18n/composing/words.ts'
import type { Messages } from '../i18n/en.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import type { FileQueue } from './file-queue.ts'
import { fileProblems, type QueuedFile } from './queued-file.ts'

interface Props {
  queued: QueuedFile
  queue: FileQueue
}

export function FileProblems({ queued, queue }: Props) {
  const words = useWords()
  const said = words.files
  const language = useLanguage()
  const again = useRef<HTMLInputElement>(null)
  const [isUnreadable, setIsUnreadable] = useState(false)
  const { id, file, kind, state } = queued
  const problems = fileProblems(queued)
  const wrong = refusals(problems)
  const other = wrong.length > 0 ? otherKind(file, kind) : undefined
  const remedy = remedyHere(wrong, file, words)
  const messages = useMessages()
  const why =
    state.is === 'failed'
      ? failure(state.why, words, messages)
      : state.is === 'elsewhere'
        ? said.chooseAgain
        : undefined

  async function convert() {
    const original = queue.chosen(id)
    const jpeg = original && (await toJpeg(original))
    if (jpeg) await queue.again(id, jpeg)
    else setIsUnreadable(true)
  }

  return (
    <div className="aw-file-problems" role="status">
      {problems.map((found) => (
        <p key={found.code} data-tone={found.severity === 'warning' ? 'warn' : 'bad'}>
          {fileWords(found, file, kind, words, language)}
        </p>
      ))}
      {why && <p data-tone="bad">{why}</p>}
      {isUnreadable && <p data-tone="bad">{said.toJpegFailed}</p>}
      <span className="aw-file-remedies">
        {remedy && !isUnreadable && (
          <Button formAction="none" onClick={() => void convert()}>
            {remedy}
          </Button>
        )}
        {other && (
          <Button formAction="none" onClick={() => queue.change(id, { kind: other })}>
            {said.sendAs(said.kinds[other])}
          </Button>
        )}
        {state.is === 'failed' && state.why !== 'unreadable' && (
          <Button formAction="none" onClick={() => void queue.again(id)}>
            {said.again}
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
              {said.choose}
            </Button>
          </>
        )}
      </span>
    </div>
  )
}

type Why = Extract<QueuedFile['state'], { is: 'failed' }>['why']

function failure(why: Why, { files, signInAgain }: Words, { said }: Messages): string {
  if (typeof why === 'object') return why.problems.map(said).join(' ')
  if (why === 'signed_out') return signInAgain
  return why === 'unreadable' ? files.unreadable : files.failed
}
