// The input for the location in a template's header. Agents can enter the location in the same ways
// as in the form for a location message.
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import { useSyncExternalStore } from 'react'
import type { Field } from '#whatsapp/templates/fields'
import type { LocationValues } from '../fields/coordinates.ts'
import { Label } from '../fields/label.tsx'
import { LocationPicks } from '../fields/location-picks.tsx'
import { useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'

interface Props {
  contactId: string
  field: Field
  label: string
  value: LocationValues
  error: string | undefined
  onChange: (value: LocationValues) => void
  onBlur: () => void
}

export function LocationField({ contactId, field, label, value, error, onChange, onBlur }: Props) {
  const words = useMessages().composer.location
  const { subscribe, getSnapshot } = useServices().conversation(contactId)
  const businessNumber = useSyncExternalStore(subscribe, () => getSnapshot().view?.businessNumber)
  // Emptied optional parts are removed from the value.
  const put = (next: LocationValues) =>
    onChange(Object.fromEntries(Object.entries(next).filter(([, text]) => text !== '')))
  const input = (part: keyof LocationValues, name: string, isOptional = false) => (
    <FormField label={<Label text={name} isOptional={isOptional} />} stretch>
      <Input
        value={value[part] ?? ''}
        inputMode={isOptional ? 'text' : 'decimal'}
        autoComplete="off"
        onChange={({ detail }) => put({ ...value, [part]: detail.value })}
        onBlur={onBlur}
        nativeInputAttributes={{
          dir: 'auto',
          'data-field': `${field.key}.${part}`,
          'aria-required': !isOptional,
        }}
      />
    </FormField>
  )

  return (
    <FormField label={label} errorText={error} stretch>
      <div className="aw-fields">
        <LocationPicks businessNumber={businessNumber} field={`${field.key}.link`} onPick={put} />
        <div className="aw-place">
          {input('latitude', words.latitude)}
          {input('longitude', words.longitude)}
        </div>
        {input('name', words.name, true)}
        {input('address', words.address, true)}
      </div>
    </FormField>
  )
}
