import Icon, { type IconProps } from '@cloudscape-design/components/icon'
import type { PreviewHeader } from '#whatsapp/templates/render'
import { useMessages } from '../i18n/messages.tsx'
import { WithPlace } from './place.tsx'

export type ShownFile = { url: string | undefined; name: string } | undefined

const ICONS = {
  image: 'file-open',
  video: 'play',
  document: 'file',
  location: 'location-pin',
} as const satisfies Record<Exclude<PreviewHeader['type'], 'text' | 'product'>, IconProps.Name>

export function HeaderView({ header, file }: { header: PreviewHeader; file: ShownFile }) {
  const messages = useMessages()
  if (header.type === 'text') {
    return (
      <p className="aw-header" dir="auto">
        <WithPlace text={header.text} />
      </p>
    )
  }
  if (header.type === 'product')
    return (
      <Product
        id={(header.value as { product_retailer_id?: string } | undefined)?.product_retailer_id}
      />
    )
  if (file?.url && header.type === 'image')
    return <img className="aw-media" src={file.url} alt={file.name} />
  if (file?.url && header.type === 'video')
    return (
      <video className="aw-media" src={file.url} aria-label={file.name} preload="metadata" muted />
    )
  const place = header.type === 'location' ? fieldKeyOf(header.value) : undefined
  return (
    <p className="aw-media-empty" data-kind={header.type}>
      <Icon name={ICONS[header.type]} />
      <span dir="auto">
        {place || file?.name || nameOf(header.value) || messages.phone[header.type]}
      </span>
    </p>
  )
}

/**
 * Shows only the id of the product, because the widget cannot read the product's picture, name and
 * price from the catalog.
 */
export function Product({ id }: { id: string | undefined }) {
  const words = useMessages().phone
  return (
    <p className="aw-media-empty" data-kind="product">
      <Icon name="grid-view" />
      <span dir="auto">{id ? words.productOf({ id }) : words.product}</span>
    </p>
  )
}

const nameOf = (value: unknown) => (value as { filename?: string } | undefined)?.filename

function fieldKeyOf(value: unknown): string | undefined {
  const { name, address, latitude, longitude } = (value ?? {}) as Record<string, string | undefined>
  const where = latitude && longitude ? `${latitude}, ${longitude}` : undefined
  return [name, address ?? where].filter(Boolean).join('\n') || undefined
}
