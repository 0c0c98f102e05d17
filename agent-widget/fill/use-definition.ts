import { useEffect, useMemo, useState } from 'react'
import { parseDefinition, type TemplateDefinition } from '#whatsapp/templates/definition'
import { useServices } from '../services.tsx'

type Read =
  | { is: 'loading' }
  | { is: 'failed'; again: () => void }
  | { is: 'ready'; definition: TemplateDefinition }

/**
 * Reads the definition of a template from the API. Reads the definition again when `status`
 * changes. `status` is the template's status in the list of templates.
 */
export function useDefinition(
  contactId: string,
  name: string,
  language: string,
  status?: string,
): Read {
  const { api } = useServices()
  const of = `${contactId}/${name}/${language}`
  const [read, setRead] = useState<{ of: string; raw?: unknown; failed?: true }>()
  const [asked, setAsked] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: new values of `asked` and `status` repeat the request
  useEffect(() => {
    let isWanted = true
    api.definition(contactId, name, language).then(
      (raw) => isWanted && setRead({ of, raw }),
      () =>
        isWanted &&
        setRead((before) => (before?.of === of && !before.failed ? before : { of, failed: true })),
    )
    return () => {
      isWanted = false
    }
  }, [api, contactId, name, language, of, asked, status])

  const definition = useMemo(
    () => (read?.raw === undefined ? undefined : parseDefinition(read.raw)),
    [read],
  )
  // `read` is ignored if it belongs to the previous template.
  if (read?.of !== of) return { is: 'loading' }
  return definition
    ? { is: 'ready', definition }
    : { is: 'failed', again: () => setAsked((n) => n + 1) }
}
