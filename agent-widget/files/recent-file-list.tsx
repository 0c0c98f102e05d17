// Files of the conversation, each with what tells it from the others: pictures have no names in WhatsApp.
import './files.css'
import Icon from '@cloudscape-design/components/icon'
import type { FileView } from '../../lambdas/widget-api/api.ts'
import { useWords } from '../i18n/composing/words.ts'
import { bytes, moment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import { useTools } from '../services.tsx'

interface Props {
  label: string
  files: readonly FileView[]
  onChoose: (file: FileView) => void
}

export function RecentFileList({ label, files, onChoose }: Props) {
  const words = useWords().files
  const language = useLanguage()
  const { clock } = useTools()
  return (
    <ul className="aw-recent-files" aria-label={label}>
      {files.map((file) => (
        <li key={file.id}>
          <button type="button" className="aw-recent-file" onClick={() => onChoose(file)}>
            <span className="aw-thumbnail" aria-hidden="true">
              {file.url && file.kind === 'image' ? (
                <img src={file.url} alt="" loading="lazy" />
              ) : (
                <Icon name="file" />
              )}
            </span>
            <span>
              <bdi>{file.name ?? words.kinds[file.kind]}</bdi>
              <small>
                {[
                  bytes(file.size, language),
                  moment(new Date(file.at), clock.now(), language),
                  file.from === 'customer' && words.fromCustomer,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
