// Selects the team whose list the page shows.
import Select from '@cloudscape-design/components/select'
import type { Teams } from '#supervisor-api'
import type { CurationRule, RuleTeam } from '#whatsapp/templates/curation'
import { teamKey } from '#whatsapp/templates/curation-edits'
import { useTexts } from './i18n/texts.tsx'
import { EVERYONE, teamGroups, teamName } from './teams.ts'

interface Props {
  team: RuleTeam
  teams: Teams
  rules: readonly Pick<CurationRule, 'queues' | 'routingProfiles'>[]
  onChange: (team: RuleTeam) => void
}

export function TeamSelect({ team, teams, rules, onChange }: Props) {
  const texts = useTexts()
  const option = (each: RuleTeam) => ({
    value: teamKey(each),
    label: teamName(each, teams, texts),
  })
  const groups = teamGroups(teams, rules, texts)
  const all = [EVERYONE, ...groups.flatMap((group) => group.teams)]
  return (
    <Select
      ariaLabel={texts.team}
      inlineLabelText={texts.team}
      filteringType={all.length > 10 ? 'auto' : 'none'}
      options={[
        option(EVERYONE),
        ...groups.map((group) => ({ label: group.label, options: group.teams.map(option) })),
      ]}
      selectedOption={option(team)}
      onChange={({ detail }) =>
        onChange(all.find((each) => teamKey(each) === detail.selectedOption.value) ?? EVERYONE)
      }
    />
  )
}
