import { type ChangeEvent, useEffect, useRef, useState } from 'react'
import type { PanelContact } from '../../connect/panel.ts'
import type { Item } from '../../connect/records.ts'
import { control } from '../control.ts'
import { useTexts } from '../i18n/texts.tsx'
import type { Actions } from './panel.tsx'

interface Props extends Actions {
  contact: PanelContact
  heard: number
  others: { username: string; name: string }[]
}

export function Chat({ contact, heard, others, view, asAgent, mine }: Props) {
  const { contactId, customerName, state, onHold, customerEndpoint } = contact
  const texts = useTexts().ccp
  const [problem, setProblem] = useState('')
  const attempt = (act: Promise<unknown>) => {
    setProblem('')
    act.catch((error: Error) => setProblem(error.message))
  }

  return (
    <section className="chat" aria-label={texts.chatWith({ name: customerName })}>
      <header>
        <strong>{customerName}</strong>
        <span>{customerEndpoint?.phoneNumber ?? texts.chat}</span>
      </header>
      {state === 'connecting' ? (
        <div className="offer">
          <p>{texts.waiting({ name: customerName, queue: contact.queue.name })}</p>
          <div className="buttons">
            <button
              type="button"
              className="primary"
              onClick={() => attempt(asAgent(contactId, 'accept').then(() => view(contactId)))}
            >
              {texts.accept}
            </button>
            <button type="button" onClick={() => attempt(mine(contactId, 'decline'))}>
              {texts.decline}
            </button>
          </div>
        </div>
      ) : (
        <Transcript contactId={contactId} heard={heard} />
      )}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {state === 'connected' && (
        <Composer contactId={contactId} attempt={attempt} asAgent={asAgent} />
      )}
      {state === 'connected' && (
        <footer className="buttons">
          <button
            type="button"
            onClick={() => attempt(asAgent(contactId, onHold ? 'resume' : 'hold'))}
          >
            {onHold ? texts.resume : texts.hold}
          </button>
          {others.map(({ username, name }) => (
            <button
              type="button"
              key={username}
              onClick={() => attempt(asAgent(contactId, 'transfer', { to: username }))}
            >
              {texts.transfer({ name })}
            </button>
          ))}
          <button
            type="button"
            className="danger"
            onClick={() => attempt(asAgent(contactId, 'end'))}
          >
            {texts.end}
          </button>
        </footer>
      )}
      {(state === 'ended' || state === 'missed') && (
        <footer className="buttons">
          <button
            type="button"
            className="primary"
            onClick={() => attempt(mine(contactId, 'clear'))}
          >
            {texts.close}
          </button>
        </footer>
      )}
    </section>
  )
}

interface ComposerProps extends Pick<Actions, 'asAgent'> {
  contactId: string
  attempt(act: Promise<unknown>): void
}

function Composer({ contactId, attempt, asAgent }: ComposerProps) {
  const texts = useTexts().ccp
  const [text, setText] = useState('')

  function send() {
    const trimmed = text.trim()
    if (!trimmed) return
    setText('')
    attempt(asAgent(contactId, 'message', { text: trimmed }))
  }

  async function attach({ target }: ChangeEvent<HTMLInputElement>) {
    const file = target.files?.[0]
    if (!file) return
    const data = await base64(file)
    target.value = ''
    attempt(asAgent(contactId, 'attachment', { name: file.name, contentType: file.type, data }))
  }

  return (
    <form className="composer" action={send}>
      <label className="attach" title={texts.attach}>
        <input type="file" aria-label={texts.attach} onChange={attach} />
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M10.5 4.5 5.8 9.2a1.4 1.4 0 0 0 2 2l5-5a2.8 2.8 0 0 0-4-4l-5.300 5.300a4.200 4.200 0 0 0 6 6l4.500-4.500" />
        </svg>
      </label>
      <textarea
        aria-label={texts.message}
        placeholder={texts.placeholder}
        rows={1}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return
          event.preventDefault()
          send()
        }}
      />
      <button type="submit" className="primary">
        {texts.send}
      </button>
    </form>
  )
}

function base64(file: File): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader()
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ''))
    reader.onerror = () => failed(reader.error)
    reader.readAsDataURL(file)
  })
}

function Transcript({ contactId, heard }: { contactId: string; heard: number }) {
  const texts = useTexts().ccp
  const [items, setItems] = useState<Item[]>([])
  const end = useRef<HTMLDivElement>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: read again whenever something was heard
  useEffect(() => {
    let stale = false
    control<{ transcript: Item[] }>('GET', `/contacts/${contactId}/transcript`).then(
      ({ transcript }) => stale || setItems(transcript),
      () => {},
    )
    return () => {
      stale = true
    }
  }, [contactId, heard])

  // biome-ignore lint/correctness/useExhaustiveDependencies: keeps the latest in view
  useEffect(() => {
    // `void` discards the promise that newer browsers return here. React would treat it as a
    // clean-up function.
    void end.current?.scrollIntoView({ block: 'end' })
  }, [items])

  return (
    <div className="transcript" role="log" aria-label={texts.transcript}>
      {items.map((item) => (
        <Line key={`${item.Id} ${item.Type}`} item={item} contactId={contactId} />
      ))}
      <div ref={end} />
    </div>
  )
}

function Line({ item, contactId }: { item: Item; contactId: string }) {
  const texts = useTexts().ccp
  if (item.Type === 'EVENT') {
    const key = EVENTS[item.ContentType?.split('.event.')[1] ?? '']
    if (!key) return null
    const text = texts[key]
    return (
      <p className="event">
        {typeof text === 'string' ? text : text({ name: item.DisplayName ?? '' })}
      </p>
    )
  }
  const [file] = item.Attachments ?? []
  const read = item.MessageMetadata?.Receipts.some(({ ReadTimestamp }) => ReadTimestamp)
  const delivered = item.MessageMetadata?.Receipts.length
  return (
    <div className={`line ${item.ParticipantRole?.toLowerCase()}`}>
      <div className="bubble">
        {file ? <Attachment contactId={contactId} file={file} /> : item.Content}
      </div>
      <span className="meta">
        {item.DisplayName} · {item.AbsoluteTime.slice(11, 16)}
        {item.ParticipantRole === 'AGENT' &&
          (read ? ` · ${texts.read}` : delivered ? ` · ${texts.delivered}` : '')}
      </span>
    </div>
  )
}

const EVENTS: Readonly<Record<string, 'joined' | 'left' | 'transferred' | 'chatEnded'>> = {
  'participant.joined': 'joined',
  'participant.left': 'left',
  'transfer.succeeded': 'transferred',
  'chat.ended': 'chatEnded',
}

function Attachment({
  contactId,
  file,
}: {
  contactId: string
  file: NonNullable<Item['Attachments']>[number]
}) {
  const texts = useTexts().ccp
  const { AttachmentId, AttachmentName, ContentType, Status } = file
  if (Status === 'IN_PROGRESS') return <em>{texts.scanning({ file: AttachmentName })}</em>
  if (Status === 'REJECTED') return <em>{texts.rejected({ file: AttachmentName })}</em>
  const url = `/control/contacts/${contactId}/attachments/${AttachmentId}`
  if (ContentType.startsWith('image/')) return <img src={url} alt={AttachmentName} />
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {AttachmentName}
    </a>
  )
}
