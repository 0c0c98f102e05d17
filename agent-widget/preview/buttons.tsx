import Icon, { type IconProps } from '@cloudscape-design/components/icon'
import type { PreviewButton } from '#whatsapp/templates/render'
import { useMessages } from '../i18n/messages.tsx'
import { WithPlace } from './place.tsx'

const ICONS: Readonly<Record<string, IconProps.Name>> = {
  url: 'external',
  phone_number: 'call',
  quick_reply: 'undo',
  copy_code: 'copy',
  otp: 'copy',
  flow: 'file',
  catalog: 'grid-view',
  mpm: 'list-view',
  spm: 'grid-view',
  voice_call: 'call',
  request_contact_info: 'user-profile',
}

/** If there are more than three buttons, only this many are visible below the message. */
const UNFOLDED = 2

/** Shows all other buttons after a click, as the phone does after a tap. */
export function Buttons({
  buttons,
  isFolded,
}: {
  buttons: readonly PreviewButton[]
  isFolded: boolean
}) {
  const messages = useMessages()
  if (!isFolded) return <List buttons={buttons} />
  return (
    <>
      <List buttons={buttons.slice(0, UNFOLDED)} />
      <details className="aw-opens">
        <summary className="aw-button">
          <span>
            <Icon name="list-view" size="small" /> {messages.phone.seeAllOptions}
          </span>
        </summary>
        <List buttons={buttons.slice(UNFOLDED)} />
      </details>
    </>
  )
}

// Buttons have no id, so the key is the position.
const List = ({ buttons }: { buttons: readonly PreviewButton[] }) =>
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  buttons.map((button, i) => <Button key={i} {...button} />)

function Button({ type, text, url, code, phoneNumber, sections }: PreviewButton) {
  const label = (
    <span dir="auto">
      <Icon name={ICONS[type] ?? 'angle-right'} size="small" /> {text}
    </span>
  )
  if (sections) {
    return (
      <details className="aw-opens">
        <summary className="aw-button">{label}</summary>
        <Products sections={sections} />
      </details>
    )
  }
  const leadsTo = url ?? code ?? phoneNumber
  return (
    <p className="aw-button">
      {label}
      {leadsTo && (
        <small dir="ltr">
          <WithPlace text={leadsTo} />
        </small>
      )}
    </p>
  )
}

function Products({ sections }: { sections: NonNullable<PreviewButton['sections']> }) {
  const words = useMessages().phone
  return sections.map(({ title, products }, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: sections have no id
    <div className="aw-products" key={i}>
      {title && <strong dir="auto">{title}</strong>}
      <ul>
        {products.map((id, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list can contain a product twice
          <li key={n} dir="auto">
            {words.productOf({ id })}
          </li>
        ))}
      </ul>
    </div>
  ))
}
