// Shows the template on the customer's phone while the agent fills it in.
import { useMemo } from 'react'
import type { FieldKind } from '#whatsapp/templates/fields'
import { type PreviewHeader, render } from '#whatsapp/templates/render'
import { useMessages } from '../i18n/messages.tsx'
import { Phone } from '../preview/phone.tsx'
import { asPlace } from '../preview/place-marks.ts'
import { useServices } from '../services.tsx'
import type { Filling } from './use-filling.ts'

/** An empty field is shown as its variable, so that the agent sees where the value will be. */
export function TemplatePreview({
  filling,
  focused,
  card,
}: {
  filling: Pick<Filling, 'definition' | 'fields' | 'values' | 'uploads'>
  /** The key of the field that has the focus. The preview highlights its value. */
  focused: string | undefined
  card: number | undefined
}) {
  const messages = useMessages()
  const { files } = useServices()
  const { definition } = filling
  const preview = useMemo(
    () => render(definition, withVariables(filling, focused)).preview,
    [definition, filling, focused],
  )
  const fileOf = (header: PreviewHeader) => {
    const id =
      header.type === 'text' ? undefined : (header.value as { id?: string } | undefined)?.id
    const upload =
      id === undefined
        ? undefined
        : Object.values(filling.uploads).find(({ uploadId }) => uploadId === id)
    return upload && { url: files.urlOf(upload.uploadId), name: upload.name }
  }
  return (
    <>
      <Phone preview={preview} fileOf={fileOf} lang={definition.language} card={card} />
      {!preview.shownOnDesktop && <p className="aw-hint">{messages.phone.notOnDesktop}</p>}
    </>
  )
}

function withVariables(
  { fields, values }: Pick<Filling, 'fields' | 'values'>,
  focused: string | undefined,
): Filling['values'] {
  const displayed = { ...values }
  for (const [i, { key, variable, kind }] of fields.entries()) {
    if (!variable || !MARKED.includes(kind)) continue
    const isEmpty = !values[key] && (kind !== 'url_suffix' || key === focused)
    const value = isEmpty ? `{{${variable}}}` : values[key]
    if (isEmpty) displayed[key] = value
    if (typeof value === 'string' && value !== '')
      displayed[key] = asPlace(value, i, key === focused)
  }
  return displayed
}

/**
 * The kinds of field whose value the phone shows as text. The preview highlights only these values.
 */
const MARKED: readonly FieldKind[] = ['text', 'otp', 'url_suffix']
