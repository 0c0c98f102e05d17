// The form for sending files. The agent chooses, drops or pastes files, or takes them from the
// conversation. Each file can have a caption. The files are sent in the displayed order.
import Button from '@cloudscape-design/components/button'
import { useMemo, useRef, useSyncExternalStore } from 'react'
import { refusals } from '#whatsapp/errors/problems'
import { useRestoredFocus } from '../browser/use-restored-focus.ts'
import type { SendStatus } from '../drafts/sending.ts'
import { useRecentFiles } from '../files/use-recent-files.ts'
import { useMessages } from '../i18n/messages.tsx'
import { Message } from '../preview/message.tsx'
import { useServices } from '../services.tsx'
import { FileItem } from './file-item.tsx'
import { fileQueueOf } from './file-queue.ts'
import type { FormContext } from './form-context.ts'
import { PreviewFigure } from './preview.tsx'
import { asMessage, captionProblem, isTaken, type QueuedFile } from './queued-file.ts'
import { Quote, quotedBy } from './quote.tsx'
import { RecentFiles } from './recent-files.tsx'
import { SendBar } from './send-bar.tsx'

export function FilesForm({ context }: { context: FormContext }) {
  const { contactId, tone, hasEnded, onAccepted, onDone } = context
  const words = useMessages().composer
  const texts = words.files
  const services = useServices()
  const queue = useMemo(() => fileQueueOf(services, contactId), [services, contactId])
  const { files, sending } = useSyncExternalStore(queue.subscribe, queue.getSnapshot)
  const recent = useRecentFiles(contactId)
  const input = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  useRestoredFocus(form)
  const troubles = files.filter(needsAttention)
  const problem = files.find(({ sending }) => !UNDISTURBED.includes(sending.is))?.sending

  function send(hold: boolean) {
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
                // The input is cleared, so that the agent can remove a file and choose the same
                // file again.
                currentTarget.value = ''
              }}
            />
            <span className="aw-choose">
              <Button iconName="upload" formAction="none" onClick={() => input.current?.click()}>
                {texts.choose}
              </Button>
              <span>{texts.drop}</span>
            </span>
            <p className="aw-hint">{texts.limits}</p>
          </div>
          {files.length > 0 && (
            <ol className="aw-files" aria-label={texts.title}>
              {files.map((queued) => (
                <FileItem key={queued.id} queued={queued} queue={queue} view={context.view} />
              ))}
            </ol>
          )}
          {context.view.mode === 'bridged' && files[0] && (
            <Quote
              messages={context.view.messages ?? []}
              value={files[0].quotes}
              onChange={(quotes) => queue.change(files[0]!.id, { quotes })}
            />
          )}
          <RecentFiles files={recent} onChoose={queue.addRecent} />
        </div>
        {files.some(isTaken) && (
          <PreviewFigure>
            {files.filter(isTaken).map((queued) => (
              <Message
                key={queued.id}
                message={asMessage(queued)}
                quoted={quotedBy(queued.quotes, context.view.messages)}
              />
            ))}
          </PreviewFigure>
        )}
      </div>
      <SendBar
        tone={tone}
        hasEnded={hasEnded}
        status={sending ? { is: 'sending' } : (problem ?? { is: 'writing' })}
        problemCount={0}
        isDisabled={files.length === 0}
        label={texts.sendAll({ n: Math.max(1, files.length) })}
        holdLabel={texts.holdAll({ n: Math.max(1, files.length) })}
        onHold={() => send(true)}
      >
        <span className="aw-hint" role="status">
          {sending && texts.sendingOf({ n: sending.n, all: sending.of })}
          {!sending && troubles.length > 0 && texts.needAttention({ n: troubles.length })}
        </span>
      </SendBar>
    </form>
  )
}

const UNDISTURBED: readonly SendStatus['is'][] = ['writing', 'sending', 'sent']

const needsAttention = (queued: QueuedFile): boolean =>
  queued.state.is === 'refused' ||
  queued.state.is === 'failed' ||
  queued.state.is === 'elsewhere' ||
  !isTaken(queued) ||
  refusals([captionProblem(queued)].filter((found) => found !== undefined)).length > 0
