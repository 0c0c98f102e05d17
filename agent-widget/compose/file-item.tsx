// Shows a file in the queue: its picture, its upload, and its problems with their remedies.
import '../files/files.css'
import Button from '@cloudscape-design/components/button'
import Checkbox from '@cloudscape-design/components/checkbox'
import FormField from '@cloudscape-design/components/form-field'
import Icon, { type IconProps } from '@cloudscape-design/components/icon'
import Input from '@cloudscape-design/components/input'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import Select from '@cloudscape-design/components/select'
import { useState } from 'react'
import type { ConversationView } from '#api'
import type { MediaKind } from '#whatsapp/media/media'
import { MAX_CAPTION } from '#whatsapp/messages/cloud-api-rules'
import { lengthOf } from '#whatsapp/messages/text'
import { isPicture } from '../files/file-problem-text.ts'
import { canBeVoice, kindsFor } from '../files/inspect.ts'
import { stageText } from '../files/stage-text.ts'
import { bytes } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { FileProblems } from './file-problems.tsx'
import type { FileQueue } from './file-queue.ts'
import { composerProblemText } from './problem-text.ts'
import { captionProblem, hasCaption, type QueuedFile } from './queued-file.ts'
import { quotedBy, summaryOfMessage } from './quote.tsx'

interface Props {
  queued: QueuedFile
  queue: FileQueue
  view: ConversationView
}

export function FileItem({ queued, queue, view }: Props) {
  const words = useMessages().composer
  const texts = words.files
  const messages = useMessages()
  const language = useLanguage()
  const { id, file, kind, caption, voice, state } = queued
  const kinds = kindsFor(file)
  const options = kinds.map((value) => ({ value, label: texts.kinds[value] }))
  const found = captionProblem(queued)
  const quoted = quotedBy(queued.quotes, view.messages)
  const left = MAX_CAPTION - lengthOf(caption)
  const name = file.name || texts.kinds[kind]

  return (
    <li className="aw-file-item" data-state={state.is}>
      <Thumbnail queued={queued} />
      <div className="aw-file-facts">
        <p className="aw-file-name">
          <bdi>{name}</bdi> <span>{bytes(file.size, language)}</span>
        </p>
        {quoted && (
          <p className="aw-hint">
            {words.quote}: {summaryOfMessage(quoted, words)}
          </p>
        )}
        <Progress queued={queued} />
        <FileProblems queued={queued} queue={queue} />
        {(hasCaption(kind) || kinds.length > 1) && (
          <div className="aw-pair">
            {hasCaption(kind) ? (
              <FormField
                label={
                  <>
                    {texts.caption} <i>– {messages.optional}</i>
                  </>
                }
                constraintText={
                  left >= 0 && left < MAX_CAPTION / 5 ? messages.field.left({ n: left }) : undefined
                }
                errorText={
                  found &&
                  found.severity !== 'warning' &&
                  composerProblemText(found, messages, { max: MAX_CAPTION, value: caption })
                }
                stretch
              >
                <Input
                  value={caption}
                  nativeInputAttributes={{ dir: 'auto', 'data-caption': id }}
                  autoComplete="off"
                  onChange={({ detail }) => queue.change(id, { caption: detail.value })}
                />
              </FormField>
            ) : (
              <p className="aw-hint">{texts.noCaption}</p>
            )}
            {kinds.length > 1 && (
              <FormField label={texts.as} stretch>
                <Select
                  options={options}
                  selectedOption={options.find(({ value }) => value === kind) ?? null}
                  onChange={({ detail }) =>
                    queue.change(id, { kind: detail.selectedOption.value as MediaKind })
                  }
                />
              </FormField>
            )}
          </div>
        )}
        {kind === 'audio' &&
          (canBeVoice(file) ? (
            <Checkbox
              checked={voice}
              onChange={({ detail }) => queue.change(id, { voice: detail.checked })}
            >
              {texts.voice}
            </Checkbox>
          ) : (
            <p className="aw-hint">{texts.notVoice}</p>
          ))}
      </div>
      <Button
        variant="icon"
        iconName="close"
        formAction="none"
        ariaLabel={state.is === 'uploading' ? texts.cancel({ name }) : texts.remove({ name })}
        onClick={() => queue.remove(id)}
      />
    </li>
  )
}

const ICONS = {
  image: 'file-open',
  sticker: 'face-happy',
  video: 'play',
  audio: 'audio-full',
  document: 'file',
} as const satisfies Record<MediaKind, IconProps.Name>

function Thumbnail({ queued: { id, file, kind, state } }: Pick<Props, 'queued'>) {
  const { files } = useServices()
  const [isBroken, setIsBroken] = useState(false)
  const url =
    files.urlOf(id) ?? (state.is === 'uploaded' ? files.urlOf(state.upload.uploadId) : undefined)
  return (
    <span className="aw-thumbnail" aria-hidden="true">
      {url && isPicture(file) && !isBroken ? (
        <img src={url} alt="" onError={() => setIsBroken(true)} />
      ) : (
        <Icon name={ICONS[kind]} />
      )}
    </span>
  )
}

function Progress({ queued: { file, state } }: Pick<Props, 'queued'>) {
  const messages = useMessages()
  if (state.is === 'uploaded') {
    return (
      <p className="aw-uploaded-note">
        <Icon name="status-positive" variant="success" size="small" />{' '}
        {messages.composer.files.ready}
      </p>
    )
  }
  if (state.is !== 'uploading') return undefined
  return (
    <ProgressBar
      value={state.stage.is === 'offline' ? 0 : state.stage.percent}
      ariaLabel={file.name}
      description={stageText(state.stage, messages)}
    />
  )
}
