// What the customer sent, looked at here. Only what a browser shows without running anything: everything else is downloaded.
import Button, { type ButtonProps } from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import Spinner from '@cloudscape-design/components/spinner'
import { useRef, useState } from 'react'
import type { FileView } from '../../lambdas/widget-api/api.ts'
import { useGivenFocus } from '../browser/use-initial-focus.ts'
import { useWords } from '../i18n/composing/words.ts'
import { useTools } from '../services.tsx'

interface Props {
  contactId: string
  fileId: string
  name: string | undefined
}

type State =
  | { is: 'closed'; again?: true }
  | { is: 'loading' }
  | { is: 'failed' }
  | { is: 'open'; file: FileView; url: string }

export function LookAt({ contactId, fileId, name }: Props) {
  const { customer: words } = useWords()
  const { api } = useTools()
  const [state, setState] = useState<State>({ is: 'closed' })

  /** Asked for each time: an address is good for some minutes only. */
  async function open() {
    setState({ is: 'loading' })
    try {
      const { files } = await api.files(contactId)
      const file = files.find(({ id }) => id === fileId)
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
          ariaLabel={name ? `${words.look}: ${name}` : words.look}
        >
          {words.look}
        </Opener>
        <span role="alert">{state.is === 'failed' && words.expired}</span>
      </span>
    )
  }
  if (state.is === 'loading') return <Spinner />
  return (
    <div className="aw-look" data-open>
      <Shown file={state.file} url={state.url} />
      <FocusedButton
        variant="icon"
        iconName="close"
        ariaLabel={words.close}
        onClick={() => setState({ is: 'closed', again: true })}
      />
    </div>
  )
}

/** Takes the place of the button that was pressed, and the focus that went with it. */
function FocusedButton(props: ButtonProps) {
  const button = useRef<ButtonProps.Ref>(null)
  useGivenFocus(() => button.current?.focus())
  return <Button {...props} ref={button} />
}

function Shown({ file, url }: { file: FileView; url: string }) {
  const { customer: words } = useWords()
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
        {words.expired} {download}
      </p>
    )
  }
  // An SVG may hold a program; as a picture it runs none, but nobody sends one on WhatsApp.
  if (family === 'image' && mimeType !== 'image/svg+xml')
    return <img className="aw-looked-at" src={url} alt={label} onError={onError} />
  // biome-ignore lint/a11y/useMediaCaption: nobody has written down what a customer says
  if (family === 'audio') return <audio src={url} aria-label={label} controls onError={onError} />
  if (family === 'video')
    return (
      // biome-ignore lint/a11y/useMediaCaption: see above
      <video className="aw-looked-at" src={url} aria-label={label} controls onError={onError} />
    )
  if (mimeType === 'application/pdf') {
    return (
      <div className="aw-pdf">
        <iframe className="aw-looked-at" src={url} title={label} referrerPolicy="no-referrer" />
        <Link href={url} external>
          {words.pdf}
        </Link>
      </div>
    )
  }
  return download
}
