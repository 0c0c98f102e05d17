// Appears when two supervisors changed the templates at the same time. The dialog shows both
// supervisors' changes. The supervisor decides whose changes are kept, or keeps both.
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { Teams } from '#supervisor-api'
import { moment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import type { Collision } from './catalogue-store.ts'
import { useTexts } from './i18n/texts.tsx'
import { useChangeText } from './use-change-text.ts'

interface Props {
  collision: Collision
  teams: Teams
  onBoth: () => void
  onMine: () => void
  onTheirs: () => void
}

export function CollisionDialog({ collision, teams, onBoth, onMine, onTheirs }: Props) {
  const texts = useTexts()
  const language = useLanguage()
  return (
    <Modal
      visible
      header={texts.collision}
      closeAriaLabel={texts.close}
      onDismiss={onTheirs}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onTheirs}>{texts.keepTheirs}</Button>
            <Button onClick={onMine}>{texts.keepMine}</Button>
            <Button variant="primary" onClick={onBoth}>
              {texts.keepBoth}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box variant="p">{texts.collisionWhy}</Box>
        <div>
          <Box variant="h4">{texts.theirs}</Box>
          {collision.theirs.map(({ id, by, at, lines }) => (
            <div key={id}>
              <Box color="text-body-secondary">
                {texts.changedBy({ by, at: moment(new Date(at), new Date(), language) })}
              </Box>
              <Lines lines={lines} teams={teams} />
            </div>
          ))}
        </div>
        <div>
          <Box variant="h4">{texts.yours}</Box>
          <Lines lines={collision.yours} teams={teams} />
        </div>
        <Box color="text-body-secondary">{texts.keepMineHint}</Box>
      </SpaceBetween>
    </Modal>
  )
}

function Lines({ lines, teams }: { lines: Collision['yours']; teams: Teams }) {
  const changeText = useChangeText(teams)
  return lines.map(changeText).map((text) => <Box key={text}>{text}</Box>)
}
