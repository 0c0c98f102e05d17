// The files of the conversation: a press sends one again, without a second upload.
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import Icon from '@cloudscape-design/components/icon'
import type { FileView } from '../../lambdas/api.ts'
import { useWords } from '../i18n/composing/words.ts'
import { bytes, moment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import { useTools } from '../tools.tsx'

interface Props {
  files: readonly FileView[]
  onChoose: (file: FileView) => void
}

export function RecentFiles({ files, onChoose }: Props) {
  const words = useWords()
  const said = words.files
  const language = useLanguage()
  const { clock } = useTools()
  if (files.length === 0) return undefined
  return (
    <ExpandableSection headerText={said.recent} variant="footer" defaultExpanded={files.length < 4}>
      <p className="aw-hint">{said.recentHint}</p>
      <ul className="aw-recent-files">
        {files.map((file) => (
          <li key={file.id}>
            <button type="button" className="aw-recent-file" onClick={() => onChoose(file)}>
              <span className="aw-thumbnail" aria-hidden="true">
                {file.url && file.kind === 'image' ? <img src={file.url} alt="" loading="lazy" /> : <Icon name="file" />}
              </span>
              <span>
                <bdi>{file.name ?? said.kinds[file.kind]}</bdi>
                <small>
                  {[
                    bytes(file.size, language),
                    moment(new Date(file.at), clock.now(), language),
                    file.from === 'customer' && said.fromCustomer,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </ExpandableSection>
  )
}
