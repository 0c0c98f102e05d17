// Shows how the widget would prefill a template for the latest contacts of a queue. Supervisors can
// check the values before agents send the template.
import Button from '@cloudscape-design/components/button'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import Modal from '@cloudscape-design/components/modal'
import Select from '@cloudscape-design/components/select'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useEffect, useState } from 'react'
import type { Catalogue, Teams } from '#supervisor-api'
import { curationFor, offersOf } from '#whatsapp/templates/curation'
import { parseDefinition } from '#whatsapp/templates/definition'
import { labelOf } from '../fill/field-label.ts'
import { problemText } from '../fill/field-problem.ts'
import { languageName, moment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { Phone } from '../preview/phone.tsx'
import type { SupervisorApi } from './api.ts'
import type { DefinitionOf } from './fields-editor.tsx'
import { useTexts } from './i18n/texts.tsx'
import type { CatalogueRow } from './rows.ts'
import { attributesFor, type Finding, type Trial, trialOf, triedVariant } from './trial.ts'

interface Props {
  api: Pick<SupervisorApi, 'recentContacts'>
  wabaId: string
  row: CatalogueRow
  catalogue: Catalogue
  queues: Teams['queues']
  /** The id of the queue that is selected when the dialog opens. */
  queue: string | undefined
  definitionOf: DefinitionOf
  onClose: () => void
}

type Read = { is: 'reading' } | { is: 'failed' } | { is: 'ready'; trials: readonly Trial[] }

export function TrialDialog(props: Props) {
  const { row, queues, onClose } = props
  const texts = useTexts()
  const [queue, setQueue] = useState(props.queue ?? queues[0]?.id)
  const [asked, setAsked] = useState(0)
  const read = useTrials(props, queue, asked)
  const options = queues.map(({ id, name }) => ({ value: id, label: name }))

  return (
    <Modal
      visible
      size="large"
      header={texts.trying({ name: row.offer.title ?? row.name })}
      closeAriaLabel={texts.close}
      onDismiss={onClose}
    >
      <div className="sp-dialog sp-trial">
        <p className="sp-soft">{texts.trialHint}</p>
        <Select
          ariaLabel={texts.queue}
          inlineLabelText={texts.queue}
          filteringType={options.length > 10 ? 'auto' : 'none'}
          options={options}
          selectedOption={options.find(({ value }) => value === queue) ?? null}
          onChange={({ detail }) => setQueue(detail.selectedOption.value)}
        />
        {read.is === 'reading' && <StatusIndicator type="loading">{texts.loading}</StatusIndicator>}
        {read.is === 'failed' && (
          <p>
            {texts.trialFailed}{' '}
            <Button variant="inline-link" onClick={() => setAsked((n) => n + 1)}>
              {texts.tryAgain}
            </Button>
          </p>
        )}
        {read.is === 'ready' && <Trials trials={read.trials} />}
      </div>
    </Modal>
  )
}

function Trials({ trials }: { trials: readonly Trial[] }) {
  const texts = useTexts()
  const language = useLanguage()
  const wrong = trials.filter(({ findings }) => findings.length > 0).length
  if (trials.length === 0) return <p role="status">{texts.trialNone}</p>
  return (
    <>
      <p role="status">
        {wrong === 0
          ? texts.trialAllRight({ n: trials.length })
          : texts.trialWrong({ n: wrong, all: trials.length })}
      </p>
      {trials.map((trial) => {
        const at = moment(new Date(trial.contact.startedAt), new Date(), language)
        const n = trial.findings.length
        return (
          <ExpandableSection
            key={trial.contact.id}
            headerText={n === 0 ? texts.trialFits({ at }) : texts.trialFindings({ at, n })}
            defaultExpanded={n > 0 && trial === trials.find(({ findings }) => findings.length > 0)}
          >
            <div className="sp-trial-contact">
              {n > 0 && (
                <ul>
                  {trial.findings.map((finding) => (
                    <li key={JSON.stringify(finding)}>
                      <FindingText finding={finding} trial={trial} />
                    </li>
                  ))}
                </ul>
              )}
              <Phone preview={trial.preview} lang={trial.template.language} />
            </div>
          </ExpandableSection>
        )
      })}
    </>
  )
}

function FindingText({ finding, trial }: { finding: Finding; trial: Trial }) {
  const texts = useTexts()
  const messages = useMessages()
  const language = useLanguage()
  if (finding.is === 'other_language')
    return texts.trialOtherLanguage({
      wanted: languageName(finding.wanted, language),
      actual: languageName(trial.template.language, language),
    })
  const field = labelOf(finding.field, trial.definition, messages)
  switch (finding.is) {
    case 'empty':
      return texts.trialEmpty({ field, attribute: finding.attribute })
    case 'same_words':
      return texts.trialSameWords({ field, value: finding.value })
    case 'unfit':
      return texts.trialUnfit({
        field,
        value: finding.value,
        why: problemText(finding.problem, finding.field, finding.value, messages),
      })
  }
}

function useTrials(
  { api, wabaId, row, catalogue, definitionOf }: Props,
  queue: string | undefined,
  asked: number,
): Read {
  const language = useLanguage()
  const [read, setRead] = useState<Read>({ is: 'reading' })

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value of `asked` repeats the request
  useEffect(() => {
    let isWanted = true
    setRead({ is: 'reading' })
    triedOn().then(
      (trials) => isWanted && setRead({ is: 'ready', trials }),
      () => isWanted && setRead({ is: 'failed' }),
    )
    return () => {
      isWanted = false
    }

    async function triedOn(): Promise<Trial[]> {
      if (queue === undefined) return []
      const offers = offersOf(
        curationFor(catalogue.curation, { queue, routingProfile: undefined }, new Date()),
      )
      const readable = row.variants.filter(({ unread }) => !unread)
      const definitions = await Promise.all(
        readable.map(async (each) => parseDefinition(await definitionOf(each.name, each.language))),
      )
      const { contacts } = await api.recentContacts(wabaId, {
        queue,
        attributes: attributesFor(definitions, offers),
      })
      return contacts.flatMap((contact) => {
        const variant = triedVariant(readable, contact, language)
        const definition = definitions.find((each) => each.language === variant.template.language)
        return definition
          ? [trialOf(contact, variant, readable, offers, definition, new Date())]
          : []
      })
    }
  }, [api, wabaId, row, catalogue, definitionOf, queue, language, asked])

  return read
}
