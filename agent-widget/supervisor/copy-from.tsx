// Lets the supervisor choose another team whose settings replace those of this team.
import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import type { Catalogue, Teams } from '#supervisor-api'
import type { RuleTeam } from '#whatsapp/templates/curation'
import { teamKey } from '#whatsapp/templates/curation-edits'
import { useTexts } from './i18n/texts.tsx'
import { isEveryone, teamName } from './teams.ts'

interface Props {
  team: RuleTeam
  teams: Teams
  rules: Catalogue['curation']['rules']
  onCopy: (from: RuleTeam) => void
}

export function CopyFrom({ team, teams, rules, onCopy }: Props) {
  const texts = useTexts()
  const sources = rules
    .map(
      ({ queues, routingProfiles }): RuleTeam => ({
        ...(queues ? { queues } : {}),
        ...(routingProfiles ? { routingProfiles } : {}),
      }),
    )
    .filter((each) => !isEveryone(each) && teamKey(each) !== teamKey(team))
  if (isEveryone(team) || sources.length === 0) return null
  return (
    <div>
      <ButtonDropdown
        expandToViewport
        items={sources.map((each) => ({
          id: teamKey(each),
          text: teamName(each, teams, texts),
        }))}
        onItemClick={({ detail }) => {
          const source = sources.find((each) => teamKey(each) === detail.id)
          if (source) onCopy(source)
        }}
      >
        {texts.copyFrom}
      </ButtonDropdown>
    </div>
  )
}
