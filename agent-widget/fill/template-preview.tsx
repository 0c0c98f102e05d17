// What the phone will show of a template that is being filled in.
import { useMemo } from 'react'
import { type PreviewHeader, render } from '#whatsapp/templates/render'
import { useMessages } from '../i18n/messages.tsx'
import { Phone } from '../preview/phone.tsx'
import { useTools } from '../services.tsx'
import type { Filling } from './use-filling.ts'

/** What is still empty shows its variable, so that the agent sees where it will stand. */
export function Shown({ filling, card }: { filling: Filling; card: number | undefined }) {
  const messages = useMessages()
  const { files } = useTools()
  const { definition } = filling
  const preview = useMemo(
    () => render(definition, withVariables(filling)).preview,
    [definition, filling],
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

function withVariables({ fields, values }: Filling): Filling['values'] {
  const empty = fields.filter(
    ({ key, variable, kind }) => variable && (kind === 'text' || kind === 'otp') && !values[key],
  )
  return {
    ...values,
    ...Object.fromEntries(empty.map(({ key, variable }) => [key, `{{${variable}}}`])),
  }
}
