// The input for the catalog id of the products on the cards. All cards have the same catalog.
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import { useState } from 'react'
import { useMessages } from '../../i18n/messages.tsx'
import type { Filling } from '../use-filling.ts'

export function CardsCatalog({ filling }: { filling: Filling }) {
  const messages = useMessages()
  const [isLeft, setLeft] = useState(false)
  const products = filling.fields.filter(
    ({ kind, card }) => kind === 'product' && card !== undefined,
  )
  const productOf = (key: string) => (filling.values[key] ?? {}) as { catalog_id?: string }
  const [catalog] = products.flatMap(({ key }) => productOf(key).catalog_id ?? [])
  const isMissed = !catalog && (isLeft || filling.attempted)

  function put(catalog_id: string) {
    filling.change(({ values, uploads }) => {
      const changed = products.map(({ key }) => {
        const { catalog_id: _, ...rest } = (values[key] ?? {}) as { catalog_id?: string }
        return [key, catalog_id ? { ...rest, catalog_id } : rest]
      })
      return { values: { ...values, ...Object.fromEntries(changed) }, uploads }
    })
  }

  return (
    <FormField
      label={messages.products.catalogOfCards}
      constraintText={messages.products.catalogHint}
      warningText={isMissed && messages.problem.better_filled}
      stretch
    >
      <Input
        value={catalog ?? ''}
        autoComplete={false}
        onChange={({ detail }) => put(detail.value)}
        onBlur={() => setLeft(true)}
        nativeInputAttributes={{ dir: 'auto', 'data-field': 'catalog' }}
      />
    </FormField>
  )
}
