// Lists the conversation's files. Pictures have no names in WhatsApp, so each file is shown with
// details that distinguish it from the others.
import './files.css'
import Icon from '@cloudscape-design/components/icon'
import type { FileView } from '#api'
import { bytes, moment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'

interface Props {
  label: string
  files: readonly FileView[]
  /** If true, pictures are shown side by side, with the details in their labels and tooltips. */
  asThumbnails?: boolean
  onChoose: (file: FileView) => void
}

export function RecentFileList({ label, files, asThumbnails = false, onChoose }: Props) {
  const words = useMessages().composer.files
  const language = useLanguage()
  const { clock } = useServices()
  return (
    <ul
      className="aw-recent-files"
      aria-label={label}
      data-thumbnails={asThumbnails ? '' : undefined}
    >
      {files.map((file) => {
        const name = file.name ?? words.kinds[file.kind]
        const details = [
          bytes(file.size, language),
          moment(new Date(file.at), clock.now(), language),
          ...(file.from === 'customer' ? [words.fromCustomer] : []),
        ].join(' · ')
        return (
          <li key={file.id}>
            <button
              type="button"
              className="aw-recent-file"
              title={asThumbnails ? `${name} · ${details}` : undefined}
              onClick={() => onChoose(file)}
            >
              <span className="aw-thumbnail" aria-hidden="true">
                {file.url && file.kind === 'image' ? (
                  <img src={file.url} alt="" loading="lazy" />
                ) : (
                  <Icon name={file.kind === 'video' ? 'play' : 'file'} />
                )}
              </span>
              <span>
                <bdi>{name}</bdi>
                <small className={asThumbnails ? 'aw-screen-reader' : undefined}>{details}</small>
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
