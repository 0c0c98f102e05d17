// Lists the conversation's files, which can be sent again without another upload.
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import type { FileView } from '#api'
import { RecentFileList } from '../files/recent-file-list.tsx'
import { useMessages } from '../i18n/messages.tsx'

interface Props {
  files: readonly FileView[]
  onChoose: (file: FileView) => void
}

export function RecentFiles({ files, onChoose }: Props) {
  const texts = useMessages().composer.files
  if (files.length === 0) return undefined
  return (
    <ExpandableSection
      headerText={texts.recent}
      variant="footer"
      defaultExpanded={files.length < 4}
    >
      <p className="aw-hint">{texts.recentHint}</p>
      <RecentFileList label={texts.recent} files={files} onChoose={onChoose} />
    </ExpandableSection>
  )
}
