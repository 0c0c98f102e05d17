// Exports the settings as a file, and imports a file. Before an import, the dialog shows what the
// file would change.
import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import { type ChangeEvent, useEffect, useId, useRef } from 'react'
import type { FileCheck, Teams } from '#supervisor-api'
import { useRefusalText, useTexts } from './i18n/texts.tsx'
import { useChangeText } from './use-change-text.ts'
import { type FileApi, useFile } from './use-file.ts'

export type { FileApi }

interface Props {
  api: FileApi
  wabaId: string
  teams: Teams
  onApply: (file: unknown, check: FileCheck) => void
  onCancel: () => void
}

export function FileDialog({ api, wabaId, teams, onApply, onCancel }: Props) {
  const texts = useTexts()
  const { text, edit, check, status } = useFile(api, wabaId)
  const input = useRef<HTMLInputElement>(null)
  const result = useRef<HTMLDivElement>(null)
  const canApply = status.is === 'checked' && status.check.lines.length > 0
  const inputId = useId()

  useEffect(() => {
    if (status.is !== 'editing' && status.is !== 'busy') result.current?.scrollIntoView()
  }, [status])

  async function read({ target }: ChangeEvent<HTMLInputElement>) {
    const [file] = target.files ?? []
    if (file) edit(await file.text())
    // The input is cleared, so that the supervisor can change the file and choose it again.
    target.value = ''
  }

  return (
    <Modal
      visible
      size="large"
      header={texts.file}
      closeAriaLabel={texts.close}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onCancel}>{texts.cancel}</Button>
            <Button
              disabled={status.is === 'busy'}
              variant={canApply ? 'normal' : 'primary'}
              onClick={() => void check()}
            >
              {texts.checkFile}
            </Button>
            {canApply && (
              <Button variant="primary" onClick={() => onApply(status.file, status.check)}>
                {texts.applyFile}
              </Button>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <p className="sp-soft">{texts.fileDialogHint}</p>
        <div className="sp-file-actions">
          <Button iconName="download" onClick={() => save(text, `${wabaId}.curation.json`)}>
            {texts.saveFile}
          </Button>
          <Button iconName="upload" onClick={() => input.current?.click()}>
            {texts.chooseFile}
          </Button>
          <input
            ref={input}
            id={inputId}
            type="file"
            accept="application/json,.json"
            aria-label={texts.chooseFile}
            hidden
            onChange={read}
          />
        </div>
        <Textarea
          ariaLabel={texts.file}
          rows={14}
          spellcheck={false}
          disableBrowserAutocorrect
          value={text}
          onChange={({ detail }) => edit(detail.value)}
        />
        <div ref={result} role="status">
          <Result status={status} teams={teams} />
        </div>
      </SpaceBetween>
    </Modal>
  )
}

/** The maximum number of problems that are shown. Further problems usually have the same causes. */
const MOST_PROBLEMS = 50

function Result({ status, teams }: { status: ReturnType<typeof useFile>['status']; teams: Teams }) {
  const texts = useTexts()
  const refusalText = useRefusalText()
  const changeText = useChangeText(teams)
  if (status.is === 'unreadable')
    return <Alert type="error">{texts.fileNotJson({ where: status.where })}</Alert>
  if (status.is === 'failed') return <Alert type="error">{texts.fileFailed}</Alert>
  if (status.is !== 'checked') return null
  const { problems, lines } = status.check
  if (problems.length > 0)
    return (
      <Alert type="error" header={texts.fileProblems({ n: problems.length })}>
        <ul className="sp-lines">
          {problems.slice(0, MOST_PROBLEMS).map((each) => (
            <li key={`${each.path} ${each.code}`}>
              <code>{each.path}</code> {refusalText([each])}
            </li>
          ))}
        </ul>
      </Alert>
    )
  if (lines.length === 0) return <Alert type="info">{texts.fileNoChange}</Alert>
  return (
    <Alert type="warning" header={texts.fileChanges}>
      <ul className="sp-lines">
        {lines.map(changeText).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Alert>
  )
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}
