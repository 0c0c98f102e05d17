// Lists the forms (WhatsApp Flows) of the account, so that supervisors can choose the forms that a
// team is offered.
import Link from '@cloudscape-design/components/link'
import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator'
import { useMemo, useState } from 'react'
import type { Catalogue, Teams } from '#supervisor-api'
import type { RuleTeam } from '#whatsapp/templates/curation'
import { type CurationEdit, teamKey } from '#whatsapp/templates/curation-edits'
import { formTitle } from '#whatsapp/templates/forms'
import { EmptyState } from '../empty-state.tsx'
import { textFor } from '../i18n/catalogue.ts'
import { Pin } from '../templates/pin.tsx'
import type { CatalogueStore } from './catalogue-store.ts'
import { type FormRow, formRows } from './form-rows.ts'
import { FormSettingsDialog } from './form-settings-dialog.tsx'
import { useTexts } from './i18n/texts.tsx'
import { OfferControls } from './offer-controls.tsx'
import { OfferPeriod } from './offer-period.tsx'
import { TeamSelect } from './team-select.tsx'
import { EVERYONE, isEveryone } from './teams.ts'

interface Props {
  catalogue: Catalogue
  teams: Teams
  store: CatalogueStore
}

export function FormsPage({ catalogue, teams, store }: Props) {
  const texts = useTexts()
  const [team, setTeam] = useState<RuleTeam>(EVERYONE)
  const [opened, setOpened] = useState<FormRow>()
  const rows = useMemo(() => formRows(catalogue, team), [catalogue, team])
  const edit = (...edits: CurationEdit[]) => void store.change(team, edits)

  if (rows.length === 0)
    return <EmptyState title={texts.forms.empty} hint={texts.forms.emptyHint} />
  return (
    <div className="sp-choose">
      <p className="sp-soft">{texts.forms.hint}</p>
      <div className="sp-filters">
        <TeamSelect team={team} teams={teams} rules={catalogue.curation.rules} onChange={setTeam} />
      </div>
      <ul className="sp-rows" aria-label={texts.pages.forms}>
        {rows.map((row) => (
          <FormItem
            key={`${teamKey(team)}#${row.name}`}
            row={row}
            isForEveryone={isEveryone(team)}
            onEdit={edit}
            onOpen={() => setOpened(row)}
          />
        ))}
      </ul>
      {opened && (
        <FormSettingsDialog
          row={opened}
          onCancel={() => setOpened(undefined)}
          onSave={(edits) => {
            setOpened(undefined)
            if (edits.length > 0) edit(...edits)
          }}
        />
      )}
    </div>
  )
}

interface ItemProps {
  row: FormRow
  isForEveryone: boolean
  onEdit: (edit: CurationEdit) => void
  onOpen: () => void
}

function FormItem({ row, isForEveryone, onEdit, onOpen }: ItemProps) {
  const texts = useTexts()
  const words = texts.forms
  const { form, name, offer, isOwn, isOrdered } = row
  const title = formTitle({ form, offer })
  const isOffered = offer.offered && offer.form !== undefined
  return (
    <li className="sp-form" data-offered={isOffered || undefined}>
      <div className="sp-what">
        <h3 className="sp-name">
          <bdi>{title}</bdi>
          {offer.pinned && <Pin label={words.pinned} />}
        </h3>
        {offer.title && (
          <p className="sp-soft">
            <bdi>{form.name}</bdi>
          </p>
        )}
        <p className="sp-text" dir="auto">
          {offer.form?.text ?? words.notSetUp}
        </p>
        {offer.form && (
          <p className="sp-text" dir="auto">
            {words.button({ button: offer.form.button })}
          </p>
        )}
        <p className="sp-facts">
          <Status status={form.status.toUpperCase()} />
          <OfferPeriod offer={offer} />
          {isOwn && !isForEveryone && <span>{texts.ownSetting}</span>}
          <Preview form={form} />
        </p>
        {offer.note && (
          <p className="sp-soft">
            {texts.noteLabel} <bdi>{offer.note}</bdi>
          </p>
        )}
      </div>
      <OfferControls
        name={name}
        title={title}
        isOffered={isOffered}
        isPinned={offer.pinned}
        isOwn={isOwn}
        isOrdered={isOrdered}
        isForEveryone={isForEveryone}
        canBePlaced={offer.form !== undefined}
        actions={[{ id: 'open', text: words.setUp, run: onOpen }]}
        // If the form has no message yet, the dialog opens instead. A form can be offered only with
        // the text and the button of a message.
        onOffer={(offered) =>
          offer.form ? onEdit({ edit: 'offer', names: [name], offered }) : onOpen()
        }
        onEdit={onEdit}
      />
    </li>
  )
}

const TYPES: Readonly<Record<string, StatusIndicatorProps.Type>> = {
  PUBLISHED: 'success',
  DRAFT: 'pending',
  THROTTLED: 'warning',
  DEPRECATED: 'stopped',
  BLOCKED: 'error',
}

function Status({ status }: { status: string }) {
  const { forms } = useTexts()
  return (
    <StatusIndicator type={TYPES[status] ?? 'info'}>
      {textFor(forms.status, status) ?? status}
    </StatusIndicator>
  )
}

function Preview({ form: { preview } }: Pick<FormRow, 'form'>) {
  const { forms } = useTexts()
  if (!preview || new Date(preview.until) <= new Date()) return null
  return (
    <Link href={preview.url} external externalIconAriaLabel={forms.newTab} fontSize="body-s">
      {forms.see}
    </Link>
  )
}
