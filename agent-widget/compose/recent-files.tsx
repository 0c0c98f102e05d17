// The files of the conversation: a press sends one again, without a second upload.
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import type { FileView } from '../../lambdas/widget-api/api.ts'
import { RecentFileList } from '../files/recent-file-list.tsx'
import { useWords } from '../i18n/composing/words.ts'

interface Props {
  files: readonly FileView[]
  onChoose: (file: FileView) => void
}

export function RecentFiles({ files, onChoose }: Props) {
  const said = useWords().files
  if (files.length === 0) return undefined
  return (
    <ExpandableSection headerText={said.recent} variant="footer" defaultExpanded={files.length < 4}>
      <p className="aw-hint">{said.recentHint}</p>
      <RecentFileList label={said.recent} files={files} onChoose={onChoose} />
    </ExpandableSection>
  )
}
