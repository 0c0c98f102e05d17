// Parts that several kinds of messages share.

import type { ShownMedia } from '../../whatsapp/render.ts'
import { useLanguage, useTexts } from '../i18n/texts.tsx'
import { Formatted } from './formatted.tsx'

export const Text = ({ text }: { text: string }) => (
  <p dir="auto">
    <Formatted text={text} />
  </p>
)

export function Media({
  type,
  media,
  settled,
}: {
  type: string
  media: ShownMedia
  settled(): void
}) {
  const texts = useTexts().phone
  const language = useLanguage()
  const { id, mimeType = '', fileName, bytes, caption, link } = media
  const url = id ? `/control/media/${id}` : link
  return (
    <>
      {/^image\//.test(mimeType) && (
        <img className={type} src={url} alt={caption ?? texts.picture} onLoad={settled} />
      )}
      {/* biome-ignore lint/a11y/useMediaCaption: what customers and agents send has none */}
      {/^video\//.test(mimeType) && <video src={url} controls onLoadedMetadata={settled} />}
      {/* biome-ignore lint/a11y/useMediaCaption: what customers and agents send has none */}
      {/^audio\//.test(mimeType) && <audio src={url} controls />}
      {!/^(image|video|audio)\//.test(mimeType) && (
        <a className="file" href={url} target="_blank" rel="noreferrer">
          <span className="ending" aria-hidden="true">
            {(fileName?.split('.').at(-1) ?? 'file').slice(0, 4)}
          </span>
          <span>
            {fileName ?? texts.document}
            <small className="aside">
              {bytes !== undefined &&
                `${Math.max(1, Math.round(bytes / 1000)).toLocaleString(language)} kB`}
            </small>
          </span>
        </a>
      )}
      {caption && <Text text={caption} />}
    </>
  )
}

export interface MapPlace {
  name?: string
  address?: string
  latitude: number
  longitude: number
}

export const Place = ({
  location: { name, address, latitude, longitude },
}: {
  location: MapPlace
}) => (
  <p className="place">
    <span aria-hidden="true">⌖ </span>
    {name ?? `${latitude}, ${longitude}`}
    {address && <small className="aside">{address}</small>}
  </p>
)
