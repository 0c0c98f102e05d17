import { type FormEvent, useEffect, useRef, useState } from 'react'
import { control } from '../control.ts'
import { useTexts } from '../i18n/texts.tsx'
import { Message } from './message.tsx'
import { snapshotPhoto } from './photo.ts'
import type { Business, Watched } from './watch.ts'

interface Props {
  screens: Watched['screens']
  businesses: Business[]
  /**
   * The index, in the world's list of customers, of the customer whose phone the current step
   * shows.
   */
  customer: number
  acted(): void
}

const addressOf = ({ number, userId }: Watched['screens'][number]) => number ?? userId ?? ''

/** A customer's phone: its screen, and a form to write a message. */
export function Phone({ screens, businesses, customer: customerOfStep, acted }: Props) {
  const texts = useTexts().phone
  const [customer, setCustomer] = useState(customerOfStep)
  const [chosen, setChosen] = useState<Record<number, string>>({})
  useEffect(() => setCustomer(customerOfStep), [customerOfStep])

  const screen = screens[customer]
  const latest = screen?.messages.at(-1)?.business
  const number = chosen[customer] ?? latest ?? businesses[customer % businesses.length]?.number
  const business = businesses.find((one) => one.number === number)
  if (!screen || !number || !business) return <p className="empty">{texts.none}</p>
  const messages = screen.messages.filter((message) => message.business === number)
  const path = `/customers/${encodeURIComponent(addressOf(screen))}/messages?to=${encodeURIComponent(number)}`
  const send = (message: object) => {
    acted()
    return control('POST', path, message)
  }

  return (
    <section className="phone-side" aria-label={texts.label}>
      <div className="caption">
        <h2>{texts.of}</h2>
        <label>
          <span className="unseen">{texts.customer}</span>
          <select value={customer} onChange={(event) => setCustomer(Number(event.target.value))}>
            {screens.map((one, index) => (
              <option key={addressOf(one)} value={index}>
                {one.name ?? addressOf(one)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {texts.to}{' '}
          <select
            value={number}
            onChange={(event) => setChosen({ ...chosen, [customer]: event.target.value })}
          >
            {businesses.map((one) => (
              <option key={one.number} value={one.number}>
                {one.displayName}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="phone">
        <header>
          <span className="avatar" aria-hidden="true">
            {business.displayName.replace(/^Lighthouse /, '')[0]}
          </span>
          <span className="business">
            <strong>{business.displayName}</strong>
            <small>{screen.typing.includes(number) ? texts.typing : business.number}</small>
          </span>
        </header>
        <Conversation key={`${customer} ${number}`} messages={messages} send={send} />
        <Composer key={customer} send={send} />
      </div>
    </section>
  )
}

type Send = (message: object) => Promise<unknown>

function Conversation({
  messages,
  send,
}: {
  messages: Watched['screens'][number]['messages']
  send: Send
}) {
  const texts = useTexts().phone
  const end = useRef<HTMLDivElement>(null)
  const count = messages.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: keeps the latest in view
  useEffect(() => {
    void end.current?.scrollIntoView({ block: 'nearest' })
  }, [count])
  return (
    <div className="conversation" role="log" aria-label={texts.messages}>
      {messages.map((message) => (
        <Message
          key={message.id}
          message={message}
          send={send}
          settled={() => end.current?.scrollIntoView({ block: 'nearest' })}
        />
      ))}
      <div ref={end} />
    </div>
  )
}

function Composer({ send }: { send: Send }) {
  const texts = useTexts().phone
  const [text, setText] = useState('')

  function submit(event: FormEvent) {
    event.preventDefault()
    const body = text.trim()
    if (!body) return
    setText('')
    void send({ type: 'text', text: { body } })
  }

  return (
    <form className="write" onSubmit={submit}>
      <button
        type="button"
        aria-label={texts.sendPhoto}
        onClick={() => void send({ type: 'image', mime_type: 'image/jpeg', data: snapshotPhoto() })}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 8h3l1.500-2.500h7L17 8h3v11H4z" />
          <circle cx="12" cy="13" r="3.500" />
        </svg>
      </button>
      <input
        aria-label={texts.write}
        placeholder={texts.placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" aria-label={texts.send}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="m4 20 17-8L4 4v6l11 2-11 2z" className="filled" />
        </svg>
      </button>
    </form>
  )
}
