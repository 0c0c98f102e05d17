// Offers two ways to fill in a whole location: the business's own location, and a pasted map link
// or coordinates.
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import { useState } from 'react'
import { useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { coordinatesIn, isShortLink, type LocationValues, placeNameIn } from './coordinates.ts'

interface Props {
  /** The business number, or undefined until the number is known. */
  businessNumber: string | undefined
  /**
   * The key of the field, if the location belongs to a template's form. The inputs then take part
   * in the keyboard order of this form.
   */
  field?: string
  /** Called with all parts of the location, so that no part of the previous location remains. */
  onPick: (location: Required<LocationValues>) => void
}

export function LocationPicks({ businessNumber, field, onPick }: Props) {
  const texts = useMessages().composer.location
  const { businessLocation } = useServices()
  const ours = businessNumber === undefined ? undefined : businessLocation(businessNumber)
  const [link, setLink] = useState('')
  const isUnreadable = link.trim() !== '' && !coordinatesIn(link)
  const problem = isShortLink(link) ? texts.shortLink : texts.noCoordinates

  function paste(text: string) {
    setLink(text)
    const found = coordinatesIn(text)
    if (found) onPick({ ...found, name: placeNameIn(text) ?? '', address: '' })
  }

  return (
    <>
      {ours && (
        <span>
          <Button
            iconName="location-pin"
            formAction="none"
            onClick={() =>
              onPick({
                latitude: String(ours.latitude),
                longitude: String(ours.longitude),
                name: ours.name ?? '',
                address: ours.address ?? '',
              })
            }
          >
            {ours.name ? texts.ours({ name: ours.name }) : texts.oursUnnamed}
          </Button>
        </span>
      )}
      <FormField
        label={texts.link}
        constraintText={texts.linkHint}
        errorText={isUnreadable ? problem : undefined}
        stretch
      >
        <Input
          value={link}
          onChange={({ detail }) => paste(detail.value)}
          autoComplete="off"
          nativeInputAttributes={{ dir: 'auto', ...(field && { 'data-field': field }) }}
        />
      </FormField>
    </>
  )
}
