// The input for the picture, video or document in a header. The agent chooses, drops or pastes a
// file, or takes a recent one. The upload starts immediately, and the file can be removed again.
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { FileView } from '#api'
import { MEDIA_RULES } from '#whatsapp/media/media'
import { shortType } from '#whatsapp/media/types'
import type { Field } from '#whatsapp/templates/fields'
import type { DraftKey, DraftUpload } from '../drafts/draft-store.ts'
import { useFilePlace } from '../files/file-places.ts'
import { RecentFileList } from '../files/recent-file-list.tsx'
import { stageText } from '../files/stage-text.ts'
import { useFieldUpload } from '../files/use-field-upload.ts'
import { useRecentFiles } from '../files/use-recent-files.ts'
import { bytes } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { firstEmptyInput } from './focus-order.ts'

/**
 * The number of recent files below the input. The Files form shows all recent files. The input
 * shows fewer documents than pictures, because each document needs a row.
 */
const SHOWN = { image: 6, video: 6, document: 3 }

interface Props {
  of: DraftKey
  field: Field
  kind: 'image' | 'video' | 'document'
  label: string
  upload: DraftUpload | undefined
  error: string | undefined
  onUploaded: (upload: DraftUpload | undefined) => void
}

export function MediaField({ of, field, kind, label, upload, error, onUploaded }: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const words = messages.media
  const { files } = useServices()
  const { progress, problem, remedy, choose, cancel } = useFieldUpload(of, field.key, kind)
  const recent = useRecentFiles(of.contactId).filter((file) => file.kind === kind)
  const input = useRef<HTMLInputElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const [isOver, setIsOver] = useState(false)
  useFilePlace(place, !upload && !progress, choose)
  const { types, maxBytes } = MEDIA_RULES[kind]
  const accepted = words.accepts({
    types: types.map((type) => shortType(type).toUpperCase()).join(', '),
    max: bytes(maxBytes, language),
  })

  // The URL of a recent file that the agent chose is stored, so that the preview can show the file.
  const again = recent.find(({ id }) => id === upload?.uploadId)
  useEffect(() => {
    if (again?.url) files.add(again.id, again.url)
  }, [files, again])

  function chooseRecent({ id, name = words[kind], mimeType, size, url }: FileView) {
    if (url) files.add(id, url)
    flushSync(() => onUploaded({ uploadId: id, name, mimeType, size }))
    // The list of recent files had the focus and is closed, so the next empty input gets the focus.
    const form = place.current?.closest('form')
    if (form) firstEmptyInput(form)?.focus()
  }

  return (
    <FormField label={label} constraintText={accepted} errorText={problem ?? error} stretch>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way; the button in it is there for everybody */}
      <div
        ref={place}
        className="aw-file"
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setIsOver(false)
          choose(event.dataTransfer.files[0])
        }}
      >
        <input
          ref={input}
          type="file"
          hidden
          accept={types.join(',')}
          onChange={({ currentTarget }) => {
            choose(currentTarget.files?.[0])
            // The input is cleared, so that the agent can choose the same file again after a
            // failure.
            currentTarget.value = ''
          }}
        />
        {progress ? (
          <div className="aw-progress">
            <ProgressBar
              value={progress.stage.is === 'offline' ? 0 : progress.stage.percent}
              label={progress.name}
              description={stageText(progress.stage, messages)}
            />
            <Button
              formAction="none"
              variant="icon"
              iconName="close"
              ariaLabel={words.cancel}
              onClick={cancel}
            />
          </div>
        ) : (
          <>
            {upload && (
              <p className="aw-uploaded">
                <bdi>{upload.name || words[kind]}</bdi> <span>{bytes(upload.size, language)}</span>
                <Button
                  formAction="none"
                  variant="icon"
                  iconName="remove"
                  ariaLabel={words.remove}
                  onClick={() => onUploaded(undefined)}
                />
              </p>
            )}
            <span className="aw-choose">
              <Button
                formAction="none"
                iconName="upload"
                nativeButtonAttributes={{
                  'data-field': field.key,
                  ...(!upload && { 'data-empty': '' }),
                }}
                onClick={() => input.current?.click()}
              >
                {upload ? words.change : words.choose}
              </Button>
              <span>{words.drop}</span>
            </span>
            {remedy && (
              <span className="aw-choose">
                <Button formAction="none" onClick={remedy.apply}>
                  {remedy.label}
                </Button>
              </span>
            )}
            {recent.length > 0 && !upload && (
              <div className="aw-recent">
                <p className="aw-hint">{words.recent}</p>
                <RecentFileList
                  label={words.recent}
                  files={recent.slice(0, SHOWN[kind])}
                  asThumbnails={kind !== 'document'}
                  onChoose={chooseRecent}
                />
              </div>
            )}
          </>
        )}
      </div>
    </FormField>
  )
}
