// Files: chosen, dropped, pasted or used again; each with its caption, sent in this order.
import Button from '@cloudscape-design/components/button'
import { useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { refusals } from '#whatsapp/errors/problems'
import { useKeptFocus } from '../browser/use-restored-focus.ts'
import { useRecentFiles } from '../files/use-recent-files.ts'
import { useWords } from '../i18n/composing/words.ts'
import { Message } from '../preview/message.tsx'
import { useTools } from '../services.tsx'
import { FileItem } from './file-item.tsx'
import { fileQueueOf } from './file-queue.ts'
import type { Desktop } from './form-context.ts'
import { Preview } from './preview.tsx'
import { asMessage, captionProblem, isTaken, type QueuedFile } from './queued-file.ts'
import { Quote, quotedBy } from './quote.tsx'
import { RecentFiles } from './recent-files.tsx'
import { SendBar } from './send-bar.tsx'

export function FilesForm({ desktop }: { desktop: Desktop }) {
  const { contactId, tone, hasEnded, onAccepted, onDone } = desktop
  const words = useWords()
  const said = words.files
  const tools = useTools()
  const queue = useMemo(() => fileQueueOf(tools, contactId), [tools, contactId])
  const { files, sending } = useSyncExternalStore(queue.subscribe, queue.getSnapshot)
  const recent = useRecentFiles(contactId)
  const [attempted, setAttempted] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  useKeptFocus(form)
  const troubles = files.filter(needsAttention)
  const problem = files.find(
    ({ sending }) => sending.is !== 'writing' && sending.is !== 'sending',
  )?.sending

  function send(hold: boolean) {
    setAttempted(true)
    if (troubles.length > 0) return
    void queue.send(hold, onAccepted).then(() => queue.getSnapshot().files.length === 0 && onDone())
  }

  return (
    <form
      ref={form}
      className="aw-fill"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send(tone === 'closed')
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send(tone === 'closed')
      }}
    >
      <div className="aw-fill-body">
        <div className="aw-fields">
          <div className="aw-file aw-choose-files">
            <input
              ref={input}
              type="file"
              multiple
              hidden
              onChange={({ currentTarget }) => {
                void queue.add([...(currentTarget.files ?? [])])
                // The same file may be chosen again after it was removed.
                currentTarget.value = ''
              }}
            />
            <span className="aw-choose">
              <Button iconName="upload" formAction="none" onClick={() => input.current?.click()}>
                {said.choose}
              </Button>
              <span>{said.drop}</span>
            </span>
            <p className="aw-hint">{said.limits}</p>
          </div>
          {files.length > 0 && (
            <ol className="aw-files" aria-label={said.title}>
              {files.map((queued) => (
                <FileItem key={queued.id} queued={queued} queue={queue} view={desktop.view} />
              ))}
            </ol>
          )}
          {desktop.view.mode === 'bridged' && files[0] && (
            <Quote
              messages={desktop.view.messages ?? []}
              value={files[0].quotes}
              onChange={(quotes) => queue.change(files[0]!.id, { quotes })}
            />
          )}
          <RecentFiles files={recent} onChoose={queue.addRecent} />
        </div>
        {files.some(isTaken) && (
          <Preview>
            {files.filter(isTaken).map((queued) => (
              <Message
                key={queued.id}
                message={asMessage(queued)}
                quoted={quotedBy(queued.quotes, desktop.view.messages)}
              />
            ))}
          </Preview>
        )}
      </div>
      <SendBar
        tone={tone}
        hasEnded={hasEnded}
        status={sending ? { is: 'sending' } : (problem ?? { is: 'writing' })}
        troubles={0}
        refused={problem?.is === 'refused' ? problem.problems : []}
        isDisabled={files.length === 0}
        label={said.sendAll(Math.max(1, files.length))}
        holdLabel={said.holdAll(Math.max(1, files.length))}
        onHold={() => send(true)}
      >
        <span className="aw-hint" role="status">
          {sending
            ? said.sendingOf(sending.n, sending.of)
            : attempted && troubles.length > 0
              ? said.inTrouble(troubles.length)
              : ''}
        </span>
      </SendBar>
    </form>
  )
}

const needsAttention = (queued: QueuedFile): boolean =>
  queued.state.is === 'refused' ||
  queued.state.is === 'failed' ||
  queued.state.is === 'elsewhere' ||
  !isTaken(queued) ||
  refusals([captionProblem(queued)].filter((found) => found !== undefined)).length > 0
