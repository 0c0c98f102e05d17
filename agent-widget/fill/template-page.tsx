// One template, chosen: its definition is read, its language can be changed, it can be kept as a favourite.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Select from '@cloudscape-design/components/select'
import Spinner from '@cloudscape-design/components/spinner'
import { Suspense, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { Offer, Prefilled } from '#whatsapp/templates/curation'
import { parseDefinition, type TemplateDefinition } from '#whatsapp/templates/definition'
import type { ReplyView } from '../../lambdas/widget-api/api.ts'
import { useFocusedHeading } from '../browser/use-initial-focus.ts'
import type { Filled } from '../drafts/draft-store.ts'
import { languageName } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useTools } from '../services.tsx'
import type { TemplateGroup } from '../templates/search-index.ts'
import type { Variant } from '../templates/variant.ts'
import { Fill } from './fill.tsx'
import { prefilledFor } from './prefilled.ts'
import { summaryWhy } from './unsendable-reason.ts'

interface Props {
  contactId: string
  attributes: Readonly<Record<string, string>>
  offer: Offer
  group: TemplateGroup
  variant: Variant
  /** It has several languages, the contact's is not known, and the agent has chosen none. */
  isGuess: boolean
  /** The customer is known by more than a user id. */
  hasNumber: boolean
  /** Nobody opened it now: the focus is elsewhere, and stays there. */
  isAsLeft: boolean
  onLanguage: (language: string) => void
  onBack: () => void
  onSent: (reply: ReplyView) => void
}

export function TemplatePage(props: Props) {
  const {
    contactId,
    attributes,
    offer,
    group,
    isGuess,
    hasNumber,
    isAsLeft,
    onLanguage,
    onBack,
    onSent,
  } = props
  const { template, instead } = props.variant
  const messages = useMessages()
  const language = useLanguage()
  const { remembered, drafts } = useTools()
  const { favourites } = useSyncExternalStore(remembered.subscribe, remembered.getSnapshot)
  const definition = useDefinition(contactId, template.name, template.language)
  const heading = useFocusedHeading(isAsLeft)
  const isFavourite = favourites.includes(group.name)
  const [former, setFormer] = useState<Filled>(NOTHING_FILLED)
  const of = { contactId, name: template.name, language: template.language }
  const begun =
    definition.is === 'ready'
      ? prefilledFor(definition.definition, offer.defaults, attributes)
      : undefined
  const languages = group.variants.map(({ language: value }) => ({
    value,
    label: languageName(value, language),
  }))

  return (
    <div className="aw-template">
      <div className="aw-template-head">
        <Button variant="icon" iconName="arrow-left" ariaLabel={messages.back} onClick={onBack} />
        <h3 ref={heading} tabIndex={-1}>
          <bdi>{template.name}</bdi>
        </h3>
        <Button
          variant="icon"
          iconName={isFavourite ? 'star-filled' : 'star'}
          ariaLabel={isFavourite ? messages.unfavourite : messages.favourite}
          onClick={() => remembered.toggleFavourite(group.name)}
        />
      </div>
      {(languages.length > 1 || instead) && (
        <div className="aw-variant">
          {languages.length > 1 && (
            <Select
              ariaLabel={messages.language}
              inlineLabelText={messages.language}
              options={languages}
              selectedOption={languages.find(({ value }) => value === template.language) ?? null}
              onChange={({ detail }) => {
                setFormer(ownValues(drafts.get(of), begun))
                onLanguage(detail.selectedOption.value!)
              }}
            />
          )}
          {instead && (
            <p className="aw-instead">
              {messages.fallback(
                languageName(instead, language),
                languageName(template.language, language),
              )}
            </p>
          )}
          {isGuess && (
            <p className="aw-instead">
              {messages.languageUnknown(languageName(template.language, language))}
            </p>
          )}
        </div>
      )}
      {offer.note && (
        <p className="aw-note">
          <strong>{messages.noteFromSupervisors}</strong> <bdi>{offer.note}</bdi>
        </p>
      )}
      {definition.is === 'ready' && begun ? (
        // What a field loads is waited for here: a heading that is hidden meanwhile would lose the focus for good.
        <Suspense fallback={<div className="aw-wait" />}>
          <Fill
            key={template.language}
            of={of}
            definition={definition.definition}
            prefilled={begun}
            former={former}
            why={summaryWhy(template, definition.definition, hasNumber, messages)}
            onSent={onSent}
          />
        </Suspense>
      ) : definition.is === 'failed' ? (
        <Alert
          type="error"
          header={messages.templatesFailed}
          action={<Button onClick={definition.again}>{messages.tryAgain}</Button>}
        />
      ) : (
        <div className="aw-wait">
          <Spinner size="large" />
        </div>
      )}
    </div>
  )
}

const NOTHING_FILLED: Filled = { values: {}, uploads: {} }

/** What the agent filled in, without what a form in any language begins with. */
function ownValues({ values, uploads }: Filled, begun: Prefilled | undefined): Filled {
  const own = Object.entries(values).filter(([key, value]) => value !== begun?.values[key])
  return { values: Object.fromEntries(own), uploads }
}

type Read =
  | { is: 'loading' }
  | { is: 'failed'; again: () => void }
  | { is: 'ready'; definition: TemplateDefinition }

function useDefinition(contactId: string, name: string, language: string): Read {
  const { api } = useTools()
  const of = `${contactId}/${name}/${language}`
  const [read, setRead] = useState<{ of: string; raw?: unknown; failed?: true }>()
  const [asked, setAsked] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked is what makes it ask again
  useEffect(() => {
    let isWanted = true
    api.definition(contactId, name, language).then(
      (raw) => isWanted && setRead({ of, raw }),
      () => isWanted && setRead({ of, failed: true }),
    )
    return () => {
      isWanted = false
    }
  }, [api, contactId, name, language, of, asked])

  const definition = useMemo(
    () => (read?.raw === undefined ? undefined : parseDefinition(read.raw)),
    [read],
  )
  // What was read for another template is none of this one's.
  if (read?.of !== of) return { is: 'loading' }
  return definition
    ? { is: 'ready', definition }
    : { is: 'failed', again: () => setAsked((n) => n + 1) }
}
