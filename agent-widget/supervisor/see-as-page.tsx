// Shows the list of templates as a team's agents see it in the widget. The rows come from the same
// functions as in the widget.
import Select from '@cloudscape-design/components/select'
import { type CSSProperties, useMemo, useState } from 'react'
import type { Catalogue, Teams } from '#supervisor-api'
import { curationFor } from '#whatsapp/templates/curation'
import { formTitle } from '#whatsapp/templates/forms'
import { EmptyState } from '../empty-state.tsx'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { chosenOrder } from '../templates/chosen-order.ts'
import { headingKey, headingText, type Row, rowsOf } from '../templates/rows.ts'
import { successorOf } from '../templates/successor.ts'
import { type IndexedTemplates, indexed } from '../templates/template-lists.ts'
import { TemplateRow } from '../templates/template-row.tsx'
import { isSendable, variantFor } from '../templates/variant.ts'
import { useVisibleRows } from '../templates/visible-rows.ts'
import { useTexts } from './i18n/texts.tsx'

interface Props {
  catalogue: Catalogue
  teams: Teams
}

export function SeeAsPage({ catalogue, teams }: Props) {
  const texts = useTexts()
  const [queue, setQueue] = useState<string>()
  const [routingProfile, setRoutingProfile] = useState<string>()
  const { index, offers, forms, rows } = useMemo(() => {
    const curation = curationFor(catalogue.curation, { queue, routingProfile }, new Date())
    const { index, offers, forms } = indexed({ ...catalogue, curation })
    // Favorites and recently sent templates differ between agents, so this page shows neither.
    const own = { favorites: [], recent: [] }
    const rows = rowsOf(index.groups, { ...chosenOrder(index, offers, curation), ...own }, false)
    return { index, offers, forms, rows }
  }, [catalogue, queue, routingProfile])

  return (
    <div className="sp-see-as">
      <p className="sp-soft">{texts.seeAsHint}</p>
      <div className="sp-filters">
        <Choice
          label={texts.queue}
          none={texts.noQueue}
          choices={teams.queues}
          chosen={queue}
          onChoose={setQueue}
        />
        <Choice
          label={texts.routingProfile}
          none={texts.noRoutingProfile}
          choices={teams.routingProfiles}
          chosen={routingProfile}
          onChoose={setRoutingProfile}
        />
      </div>
      <p className="sp-soft" role="status">
        {texts.sees({ n: index.groups.length })}
      </p>
      {rows.length === 0 ? (
        <EmptyState title={texts.seesNone} hint={texts.seesNoneHint} />
      ) : (
        <TeamRows rows={rows} offers={offers} />
      )}
      {forms.length > 0 && (
        <section className="sp-setting" aria-label={texts.pages.forms}>
          <h3>{texts.pages.forms}</h3>
          <ul className="sp-rows">
            {forms.map((each) => (
              <li key={each.form.id} className="sp-change">
                <div className="sp-what">
                  <h4 className="sp-name">
                    <bdi>{formTitle(each)}</bdi>
                  </h4>
                  <p className="sp-text" dir="auto">
                    {each.message.text}
                  </p>
                  <p className="sp-soft" dir="auto">
                    {texts.forms.button({ button: each.message.button })}
                  </p>
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

interface TeamRowsProps {
  rows: readonly Row[]
  offers: IndexedTemplates['offers']
}

/** The rows have the same height and contents as in the widget. */
function TeamRows({ rows, offers }: TeamRowsProps) {
  const texts = useTexts()
  const messages = useMessages()
  const language = useLanguage()
  const { box, offsets, drawn, styleOf, positionOf } = useVisibleRows(rows)
  return (
    <section
      className="aw-list sp-see-list"
      ref={box}
      style={{ '--sp-rows': `${offsets.at(-1)}px` } as CSSProperties}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus, the keyboard could not scroll the list
      tabIndex={0}
      aria-label={texts.pages.see_as}
    >
      <ul style={{ height: offsets.at(-1) }}>
        {drawn.map((i) => {
          const row = rows[i]!
          if (row.is === 'heading')
            return (
              <li key={headingKey(row)} className="aw-section" style={styleOf(i)}>
                <bdi>{headingText(row, messages)}</bdi>
              </li>
            )
          const variant = variantFor(row.group.variants, {
            contact: undefined,
            otherwise: [language],
          })
          const offer = offers(variant.template)
          return (
            <li
              key={row.key}
              className="aw-row"
              style={styleOf(i)}
              data-unsendable={!isSendable(variant.template) || undefined}
              {...positionOf(i)}
            >
              <TemplateRow
                variant={variant}
                offer={offer}
                successor={successorOf(offer, offers)}
                isFavorite={false}
                isDraft={false}
              />
            </li>
          )
        })}
      </ul>
    </section>
  )
}

interface ChoiceProps {
  label: string
  none: string
  choices: Teams['queues']
  chosen: string | undefined
  onChoose: (id: string | undefined) => void
}

function Choice({ label, none, choices, chosen, onChoose }: ChoiceProps) {
  const options = [
    { value: '', label: none },
    ...choices.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <Select
      ariaLabel={label}
      inlineLabelText={label}
      filteringType={options.length > 10 ? 'auto' : 'none'}
      options={options}
      selectedOption={options.find(({ value }) => value === (chosen ?? '')) ?? null}
      onChange={({ detail }) => onChoose(detail.selectedOption.value || undefined)}
    />
  )
}
