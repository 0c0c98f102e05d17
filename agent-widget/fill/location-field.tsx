import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import type { Field } from '#whatsapp/templates/fields'
import { coordinatesIn, isShortLink, type Place } from '../fields/coordinates.ts'
import { useWords } from '../i18n/composing/words.ts'
import { useMessages } from '../i18n/messages.tsx'

interface Props {
  field: Field
  label: string
  value: Place
  error: string | undefined
  onChange: (value: Place) => void
  onBlur: () => void
}

export function LocationField({ field, label, value, error, onChange, onBlur }: Props) {
  const words = useMessages().field
  const composing = useWords()
  const put = (part: keyof Place, text: string) => {
    const both = part === 'latitude' ? coordinatesIn(text) : undefined
    const next = { ...value, ...(both ?? { [part]: text }) }
    // An optional part that was emptied again is not there.
    onChange(Object.fromEntries(Object.entries(next).filter(([, given]) => given !== '')))
  }
  const input = (part: keyof Place, name: string) => (
    <FormField label={name} stretch>
      <Input
        value={value[part] ?? ''}
        inputMode={part === 'latitude' || part === 'longitude' ? 'decimal' : 'text'}
        onChange={({ detail }) => put(part, detail.value)}
        onBlur={onBlur}
        nativeInputAttributes={{ dir: 'auto', 'data-field': `${field.key}.${part}` }}
      />
    </FormField>
  )

  return (
    <FormField
      label={label}
      constraintText={words.placeHint}
      errorText={isShortLink(value.latitude ?? '') ? composing.place.shortLink : error}
      stretch
    >
      <div className="aw-place">
        {input('latitude', words.latitude)}
        {input('longitude', words.longitude)}
        {input('name', words.placeName)}
        {input('address', words.placeAddress)}
      </div>
    </FormField>
  )
}
