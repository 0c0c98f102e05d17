// A place: ours, from a map's link, or typed.
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import { useState } from 'react'
import { coordinatesIn, isShortLink, placeNameIn } from '../fields/coordinates.ts'
import { useWords } from '../i18n/composing/words.ts'
import { useTools } from '../services.tsx'
import { Field } from './field.tsx'
import type { Desktop } from './form-context.ts'
import { Frame } from './message-form.tsx'
import { type Form, sentBy, useComposed } from './use-message-draft.ts'

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

/** NaN, which the rules refuse, for what is no number. Some write a comma. */
const degrees = (typed: string) =>
  typed.trim() === '' ? Number.NaN : Number(typed.replace(',', '.'))

export function LocationForm({ desktop }: { desktop: Desktop }) {
  const words = useWords()
  const { place: ours } = useTools()
  const composed = useComposed(desktop.contactId, FORM, sentBy(desktop))
  const [link, setLink] = useState('')
  const { values } = composed
  const said = words.place
  const found = coordinatesIn(link)
  const linkProblem =
    link.trim() === '' || found ? undefined : isShortLink(link) ? said.shortLink : said.noPlace

  function paste(text: string) {
    setLink(text)
    const there = coordinatesIn(text)
    // Another place's name and address would be a lie.
    if (there) composed.change({ ...there, name: placeNameIn(text) ?? '', address: '' })
  }

  const field = (part: keyof typeof values, label: string, optional = false) => (
    <Field
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
    <Frame desktop={desktop} composed={composed}>
      {ours && (
        <span>
          <Button
            iconName="location-pin"
            formAction="none"
            onClick={() =>
              composed.change({
                latitude: String(ours.latitude),
                longitude: String(ours.longitude),
                name: ours.name ?? '',
                address: ours.address ?? '',
              })
            }
          >
            {ours.name ? said.ours(ours.name) : said.oursUnnamed}
          </Button>
        </span>
      )}
      <FormField label={said.link} constraintText={said.linkHint} errorText={linkProblem} stretch>
        <Input value={link} onChange={({ detail }) => paste(detail.value)} autoComplete="off" />
      </FormField>
      <div className="aw-pair">
        {field('latitude', said.latitude)}
        {field('longitude', said.longitude)}
      </div>
      {field('name', said.name, true)}
      {field('address', said.address, true)}
    </Frame>
  )
}
