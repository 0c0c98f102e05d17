// Shows a file of the conversation, if browsers display its type without running code. The browser
// downloads files of all other types.
import Button, { type ButtonProps } from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import Spinner from '@cloudscape-design/components/spinner'
import { useRef, useState } from 'react'
import type { FileView } from '#api'
import { useInitialFocus } from '../browser/use-initial-focus.ts'
import { useMessages } from '../i18n/messages.tsx'

interface Props {
  name: string | undefined
  /** Returns the file with a valid address, or undefined if the file was deleted. */
  load: () => Promise<FileView | undefined>
}

type State =
  | { is: 'closed'; again?: true }
  | { is: 'loading' }
  | { is: 'failed' }
  | { is: 'open'; file: FileView; url: string }

export function ViewFile({ name, load }: Props) {
  const { customer: words } = useMessages().composer
  const [state, setState] = useState<State>({ is: 'closed' })

  /** Requests a new address each time, because an address is valid for a few minutes only. */
  async function open() {
    setState({ is: 'loading' })
    try {
      const file = await load()
      setState(file?.url ? { is: 'open', file, url: file.url } : { is: 'failed' })
    } catch {
      setState({ is: 'failed' })
    }
  }

  if (state.is === 'closed' || state.is === 'failed') {
    const Opener = state.is === 'failed' || state.again ? FocusedButton : Button
    return (
      <span className="aw-look">
        <Opener
          iconName="view-full"
          onClick={() => void open()}
          ariaLabel={name ? `${words.open}: ${name}` : words.open}
        >
          {words.open}
        </Opener>
        <span role="alert">{state.is === 'failed' && words.notShown}</span>
      </span>
    )
  }
  if (state.is === 'loading') return <Spinner />
  return (
    <div className="aw-look" data-open>
      <OpenFile file={state.file} url={state.url} />
      <FocusedButton
        variant="icon"
        iconName="close"
        ariaLabel={words.close}
        onClick={() => setState({ is: 'closed', again: true })}
      />
    </div>
  )
}

/**
 * A button that gets the focus when it appears, because it replaces the button that the agent
 * pressed.
 */
function FocusedButton(props: ButtonProps) {
  const button = useRef<ButtonProps.Ref>(null)
  useInitialFocus(() => button.current?.focus())
  return <Button {...props} ref={button} />
}

function OpenFile({ file, url }: { file: FileView; url: string }) {
  const { customer: words } = useMessages().composer
  const [isBroken, setIsBroken] = useState(false)
  const onError = () => setIsBroken(true)
  const { mimeType, name } = file
  const label = name ?? words.types[file.kind] ?? file.kind
  const family = mimeType.split('/')[0]
  const download = (
    <Link href={url} external>
      {words.download}: {label}
    </Link>
  )
  if (isBroken) {
    return (
      <p role="alert">
        {words.notShown} {download}
      </p>
    )
  }
  // SVG files can contain code and are therefore only offered as a download. Nothing is lost,
  // because WhatsApp does not accept SVG pictures.
  if (family === 'image' && mimeType !== 'image/svg+xml')
    return <img className="aw-viewed" src={url} alt={label} onError={onError} />
  // biome-ignore lint/a11y/useMediaCaption: customers' recordings have no captions
  if (family === 'audio') return <audio src={url} aria-label={label} controls onError={onError} />
  if (family === 'video')
    return (
      // biome-ignore lint/a11y/useMediaCaption: see above
      <video className="aw-viewed" src={url} aria-label={label} controls onError={onError} />
    )
  if (mimeType === 'application/pdf') {
    // The frame has no `sandbox` attribute, because Chrome and Safari show no PDF in a sandboxed
    // frame. The file has another origin and therefore cannot access this page. See
    // https://crbug.com/413851.
    return (
      <div className="aw-pdf">
        <iframe className="aw-viewed" src={url} title={label} referrerPolicy="no-referrer" />
        <Link href={url} external>
          {words.pdf}
        </Link>
      </div>
    )
  }
  return download
}
