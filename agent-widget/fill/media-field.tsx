// The picture, video or document of a header: chosen, dropped or used again; uploaded at once, with a way back.
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import { useRef, useState } from 'react'
import { MEDIA_RULES } from '#whatsapp/media'
import type { Field } from '#whatsapp/template-fields'
import { bytes } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import type { Upload } from './draft-store.ts'
import { useUpload } from './use-upload.ts'

interface Props {
  contactId: string
  field: Field
  kind: 'image' | 'video' | 'document'
  label: string
  upload: Upload | undefined
  error: string | undefined
  onUploaded: (upload: Upload | undefined) => void
}

export function MediaField({ contactId, field, kind, label, upload, error, onUploaded }: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const words = messages.media
  const { progress, problem, recent, choose, cancel } = useUpload(contactId, kind, onUploaded)
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  const { types, maxBytes } = MEDIA_RULES[kind]
  const accepted = words.accepts(types.map(shortType).join(', '), bytes(maxBytes, language))

  return (
    <FormField label={label} constraintText={accepted} errorText={problem ?? error} stretch>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way; the button in it is there for everybody */}
      <div
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
            // The same file may be chosen again after it failed.
            currentTarget.value = ''
          }}
        />
        {progress ? (
          <div className="aw-progress">
            <ProgressBar
              value={progress.percent}
              label={progress.name}
              description={progress.percent === 0 ? words.reading : words.uploading(progress.percent)}
            />
            <Button variant="icon" iconName="close" ariaLabel={words.cancel} onClick={cancel} />
          </div>
        ) : (
          <>
            {upload && (
              <p className="aw-uploaded">
                <bdi>{upload.name}</bdi> <span>{bytes(upload.size, language)}</span>
                <Button variant="icon" iconName="remove" ariaLabel={words.remove} onClick={() => onUploaded(undefined)} />
              </p>
            )}
            <span className="aw-choose">
              <Button iconName="upload" nativeButtonAttributes={{ 'data-field': field.key }} onClick={() => input.current?.click()}>
                {upload ? words.change : words.choose}
              </Button>
              <span>{words.drop}</span>
            </span>
            {recent.length > 0 && !upload && (
              <ul className="aw-recent" aria-label={words.recent}>
                <li aria-hidden="true">{words.recent}:</li>
                {recent.map((file) => (
                  <li key={file.uploadId}>
                    <Button variant="inline-link" onClick={() => onUploaded(file)}>
                      {file.name}
                    </Button>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </div>
    </FormField>
  )
}

const NAMES: Readonly<Record<string, string>> = {
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'video/mp4': 'MP4',
  'video/3gpp': '3GP',
  'text/plain': 'TXT',
  'application/pdf': 'PDF',
}

/** `application/vnd…wordprocessingml.document` says nothing to anybody. */
function shortType(type: string): string {
  if (NAMES[type]) return NAMES[type]
  if (/word/.test(type)) return /openxml/.test(type) ? 'DOCX' : 'DOC'
  if (/excel|spreadsheet/.test(type)) return /openxml/.test(type) ? 'XLSX' : 'XLS'
  if (/powerpoint|presentation/.test(type)) return /openxml/.test(type) ? 'PPTX' : 'PPT'
  return type
}
