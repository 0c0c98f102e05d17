// The page of one template, on which the agent can change the template's language, fill it in, and
// add it to the favorites.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Select from '@cloudscape-design/components/select'
import Spinner from '@cloudscape-design/components/spinner'
import { Suspense, useState, useSyncExternalStore } from 'react'
import type { ReplyView } from '#api'
import type { Offer } from '#whatsapp/templates/curation'
import { useFocusedHeading } from '../browser/use-initial-focus.ts'
import { type Filled, NOTHING_FILLED } from '../drafts/draft-store.ts'
import { languageName } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { readableName } from '../templates/readable-name.ts'
import type { TemplateGroup } from '../templates/search-index.ts'
import { successorOf } from '../templates/successor.ts'
import { categoryName } from '../templates/template-row.tsx'
import { type TemplateRecipient, toRead, type Variant } from '../templates/variant.ts'
import { productsOf } from './catalogs.ts'
import { Fill } from './fill.tsx'
import type { MovedFrom, PreparedTemplate } from './moved-values.ts'
import { type PreparedFields, preparedFields } from './prepared-fields.ts'
import { unsendableReason } from './unsendable-reason.ts'
import { useDefinition } from './use-definition.ts'

export interface Props {
  contactId: string
  attributes: Readonly<Record<string, string>>
  offer: Offer
  group: TemplateGroup
  variant: Variant
  /**
   * True if the widget chose the language: the template has several languages, the contact's
   * language is unknown, and the agent has not chosen one.
   */
  isGuess: boolean
  customerName: string | undefined
  /** The id of the catalog whose products were last sent. */
  catalogId?: string | undefined
  recipient: TemplateRecipient
  /** If true, the message is sent although an earlier message could not be delivered. */
  tryAgain: boolean
  /**
   * True if this page was already open when the agent returned to the chat. The page then does not
   * move the focus.
   */
  isAsLeft: boolean
  /** Set if the values were moved from a template that can no longer be sent. */
  moved?: MovedFrom | undefined
  onLanguage: (language: string) => void
  /**
   * Opens the replacement template that supervisors have named, with the values of this template.
   * Undefined if there is none, or if it cannot be sent either.
   */
  onSuccessor?: ((former: PreparedTemplate) => Promise<void>) | undefined
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
    recipient,
    tryAgain,
    isAsLeft,
    moved,
    onLanguage,
    onSuccessor,
    onBack,
    onSent,
  } = props
  const { template, instead } = props.variant
  const messages = useMessages()
  const language = useLanguage()
  const { preferences, drafts, lists } = useServices()
  const offers = lists.known(contactId)?.offers
  const successor = offers && successorOf(offer, offers)
  const { favorites } = useSyncExternalStore(preferences.subscribe, preferences.getSnapshot)
  const definition = useDefinition(contactId, template.name, template.language, template.status)
  const heading = useFocusedHeading(isAsLeft)
  const isFavorite = favorites.includes(group.name)
  const [former, setFormer] = useState<Filled>(NOTHING_FILLED)
  const of = { contactId, name: template.name, language: template.language }
  const begun =
    definition.is === 'ready'
      ? { ...preparedFields(definition.definition, offer, attributes), moved }
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
          <bdi title={template.name}>{offer.title ?? readableName(template.name)}</bdi>
        </h3>
        <Button
          variant="icon"
          iconName={isFavorite ? 'star-filled' : 'star'}
          ariaLabel={isFavorite ? messages.unfavorite : messages.favorite}
          onClick={() => preferences.toggleFavorite(group.name)}
        />
      </div>
      <p className="aw-facts aw-template-facts">
        {[
          languageName(template.language, language),
          categoryName(template.category, messages),
          messages.billed,
        ].join(' · ')}
      </p>
      {(languages.length > 1 || instead) && (
        <div className="aw-variant">
          {languages.length > 1 && (
            <Select
              ariaLabel={messages.language}
              inlineLabelText={messages.language}
              options={languages}
              selectedOption={languages.find(({ value }) => value === template.language) ?? null}
              onChange={({ detail }) => {
                setFormer(ownValues(drafts.get(of) ?? NOTHING_FILLED, begun))
                onLanguage(detail.selectedOption.value!)
              }}
            />
          )}
          {instead && (
            <p className="aw-instead">
              {messages.fallback({
                wanted: languageName(instead, language),
                actual: languageName(template.language, language),
              })}
            </p>
          )}
          {isGuess && (
            <p className="aw-instead">
              {messages.languageUnknown({ actual: languageName(template.language, language) })}
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
        // Without its own Suspense boundary, the form would hide the heading while the code of an
        // input loads, and the heading would lose the focus.
        <Suspense fallback={<div className="aw-wait" />}>
          <Fill
            key={template.language}
            of={of}
            definition={definition.definition}
            prefilled={begun}
            former={former}
            customerName={props.customerName}
            products={productsOf(definition.definition, props.catalogId)}
            toRead={toRead(group.variants, template.language, language)}
            isAsLeft={isAsLeft}
            why={unsendableReason(
              template,
              definition.definition,
              recipient,
              begun.values,
              messages,
            )}
            successor={successor}
            onSuccessor={
              onSuccessor &&
              (() => onSuccessor({ definition: definition.definition, offer, prepared: begun }))
            }
            tryAgain={tryAgain}
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

/** Returns the values that the agent filled in, without the prefilled values. */
function ownValues({ values, uploads }: Filled, begun: PreparedFields | undefined): Filled {
  const own = Object.entries(values).filter(([key, value]) => value !== begun?.values[key])
  return { values: Object.fromEntries(own), uploads }
}
