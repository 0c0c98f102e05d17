// The form for a location. The agent takes the business's own location, pastes a map link, or types
// the location.
import { LocationPicks } from '../fields/location-picks.tsx'
import { useMessages } from '../i18n/messages.tsx'
import { MessageField } from './field.tsx'
import type { FormContext } from './form-context.ts'
import { Frame } from './message-form.tsx'
import { type Form, sentBy, useMessageDraft } from './use-message-draft.ts'

const FORM: Form<{ latitude: string; longitude: string; name: string; address: string }> = {
  kind: 'location',
  blank: { latitude: '', longitude: '', name: '', address: '' },
  toMessage: ({ latitude, longitude, name, address }) => ({
    type: 'location',
    latitude: degrees(latitude),
    longitude: degrees(longitude),
    ...(name.trim() && { name }),
    ...(address.trim() && { address }),
  }),
}

/**
 * Converts typed degrees to a number. A decimal comma is accepted, because some people type it. Any
 * other text becomes NaN, and the rules for location messages report it as a problem.
 */
const degrees = (typed: string) =>
  typed.trim() === '' ? Number.NaN : Number(typed.replace(',', '.'))

export function LocationForm({ context }: { context: FormContext }) {
  const texts = useMessages().composer.location
  const composed = useMessageDraft(context.contactId, FORM, sentBy(context))
  const { values } = composed

  const field = (part: keyof typeof values, label: string, optional = false) => (
    <MessageField
      composed={composed}
      path={part}
      label={label}
      value={values[part]}
      optional={optional}
      {...(optional ? {} : { inputMode: 'decimal' as const })}
      onChange={(text) => composed.change({ ...values, [part]: text })}
    />
  )

  return (
    <Frame context={context} composed={composed}>
      <LocationPicks businessNumber={context.view.businessNumber} onPick={composed.change} />
      <div className="aw-pair">
        {field('latitude', texts.latitude)}
        {field('longitude', texts.longitude)}
      </div>
      {field('name', texts.name, true)}
      {field('address', texts.address, true)}
    </Frame>
  )
}
