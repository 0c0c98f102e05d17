// Offers to export and import the curation file, which contains all settings of a WABA. The command
// line exports and imports the same file.
import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import type { Teams } from '#supervisor-api'
import type { CatalogueStore } from './catalogue-store.ts'
import { type FileApi, FileDialog } from './file-dialog.tsx'
import { useTexts } from './i18n/texts.tsx'

interface Props {
  api: FileApi
  wabaId: string
  teams: Teams
  store: CatalogueStore
}

export function FileSection({ api, wabaId, teams, store }: Props) {
  const texts = useTexts()
  const [isOpen, setOpen] = useState(false)
  return (
    <section className="sp-setting" aria-label={texts.file}>
      <h3>{texts.file}</h3>
      <p className="sp-soft">{texts.fileHint}</p>
      <div>
        <Button onClick={() => setOpen(true)}>{texts.openFile}</Button>
      </div>
      {isOpen && (
        <FileDialog
          api={api}
          wabaId={wabaId}
          teams={teams}
          onApply={(file, check) => {
            setOpen(false)
            void store.applyFile(file, check)
          }}
          onCancel={() => setOpen(false)}
        />
      )}
    </section>
  )
}
