// Shows the result of the last change with a button that undoes it, or why the change was not made.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import type { Teams } from '#supervisor-api'
import type { CatalogueStore, Notice } from './catalogue-store.ts'
import { useRefusalText, useTexts } from './i18n/texts.tsx'
import { useChangeText } from './use-change-text.ts'

interface Props {
  notice: Notice | undefined
  teams: Teams
  store: CatalogueStore
}

export function NoticeLine({ notice, teams, store }: Props) {
  const texts = useTexts()
  const refusalText = useRefusalText()
  const changeText = useChangeText(teams)
  const text = () => {
    switch (notice?.is) {
      case 'changed':
        return notice.lines.map(changeText).join('. ')
      case 'undone':
        return texts.undone
      case 'saved':
        return texts.saved
      case 'refused':
        return refusalText(notice.problems)
      case 'noAnswer':
        return texts.noAnswer
      case undefined:
        return ''
    }
  }
  const id = notice?.is === 'changed' ? notice.id : undefined
  return (
    <div role="status" className="sp-notice">
      {notice && (
        <Alert
          type={isFailure(notice) ? 'error' : 'success'}
          dismissible
          dismissAriaLabel={texts.close}
          onDismiss={store.dismiss}
          {...(id
            ? { action: <Button onClick={() => void store.undo(id)}>{texts.undo}</Button> }
            : {})}
        >
          {text()}
        </Alert>
      )}
    </div>
  )
}

const isFailure = ({ is }: Notice): boolean => is === 'refused' || is === 'noAnswer'
