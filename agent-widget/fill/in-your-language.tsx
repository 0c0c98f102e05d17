// Shows the template in the agent's language, with the same values, below the preview of the
// template in the customer's language.
import Button from '@cloudscape-design/components/button'
import { useMemo } from 'react'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { fieldsOf } from '#whatsapp/templates/fields'
import { withCards } from '#whatsapp/templates/product-carousel'
import type { DraftKey } from '../drafts/draft-store.ts'
import { languageName } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { Unfolded } from '../preview/unfolded.tsx'
import { TemplatePreview } from './template-preview.tsx'
import { useDefinition } from './use-definition.ts'
import type { Filling } from './use-filling.ts'

interface Props {
  /** The key of the variant in the agent's language. */
  of: DraftKey
  filling: Pick<Filling, 'values' | 'uploads'>
}

export function InYourLanguage({ of, filling }: Props) {
  const messages = useMessages()
  const language = useLanguage()
  return (
    <Unfolded label={messages.readIn({ language: languageName(of.language, language) })}>
      <Variant of={of} filling={filling} />
    </Unfolded>
  )
}

function Variant({ of, filling }: Props) {
  const messages = useMessages()
  const read = useDefinition(of.contactId, of.name, of.language)
  switch (read.is) {
    case 'loading':
      return <div className="aw-bone" data-of="row" />
    case 'failed':
      return <Button onClick={read.again}>{messages.tryAgain}</Button>
    case 'ready':
      return <Preview template={read.definition} filling={filling} />
  }
}

function Preview({
  template,
  filling: { values, uploads },
}: {
  template: TemplateDefinition
  filling: Props['filling']
}) {
  const filled = useMemo(() => {
    const definition = withCards(template, values)
    return { definition, fields: fieldsOf(definition).fields, values, uploads }
  }, [template, values, uploads])
  return <TemplatePreview filling={filled} focused={undefined} card={undefined} />
}
