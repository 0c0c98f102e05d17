import { type FormEvent, useEffect, useRef, useState } from 'react'
import { control } from '../control.ts'
import { Message } from './message.tsx'
import { snapshotPhoto } from './photo.ts'
import type { Business, Watched } from './watch.ts'

interface Props {
  screens: Watched['screens']
  businesses: Business[]
  /** Whose phone the story is about. */
  customer: number
  acted(): void
}

const addressOf = ({ number, userId }: Watched['screens'][number]) => number ?? userId ?? ''

/** A customer's phone: what it shows, and a way to write from it. */
export function Phone({ screens, businesses, customer: told, acted }: Props) {
  const [customer, setCustomer] = useState(told)
  const [chosen, setChosen] = useState<Record<number, string>>({})
  useEffect(() => setCustomer(told), [told])

  const screen = screens[customer]
  const latest = screen?.messages.at(-1)?.business
  const number = chosen[customer] ?? latest ?? businesses[customer % businesses.length]?.number
  const business = businesses.find((one) => one.number === number)
  if (!screen || !number || !business)
    return <p className="empty">This world has no customers, or no business number.</p>
  const messages = screen.messages.filter((message) => message.business === number)
  const path = `/customers/${encodeURIComponent(addressOf(screen))}/messages?to=${encodeURIComponent(number)}`
  const send = (message: object) => {
    acted()
    return control('POST', path, message)
  }

  return (
    <section className="phone-side" aria-label="The customer’s phone">
      <div className="caption">
        <h2>Phone of</h2>
        <label>
          <span className="unseen">Customer</span>
          <select value={customer} onChange={(event) => setCustomer(Number(event.target.value))}>
            {screens.map((one, index) => (
              <option key={addressOf(one)} value={index}>
                {one.name ?? addressOf(one)}
              </option>
            ))}
          </select>
        </label>
        <label>
          to{' '}
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
            <small>{screen.typing.includes(number) ? 'typing…' : business.number}</small>
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
  const end = useRef<HTMLDivElement>(null)
  const count = messages.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: keeps the latest in view
  useEffect(() => {
    void end.current?.scrollIntoView({ block: 'nearest' })
  }, [count])
  return (
    <div className="conversation" role="log" aria-label="Messages on the phone">
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
        aria-label="Send a photo"
        onClick={() => void send({ type: 'image', mime_type: 'image/jpeg', data: snapshotPhoto() })}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 8h3l1.500-2.500h7L17 8h3v11H4z" />
          <circle cx="12" cy="13" r="3.500" />
        </svg>
      </button>
      <input
        aria-label="Write as the customer"
        placeholder="Message"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" aria-label="Send">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="m4 20 17-8L4 4v6l11 2-11 2z" className="filled" />
        </svg>
      </button>
    </form>
  )
}
