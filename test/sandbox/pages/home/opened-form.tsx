// A form (WhatsApp Flow) that the customer opens with a button of a message and fills in on the
// phone.
import { type FormEvent, useId, useRef } from 'react'
import type { Shown } from '../../whatsapp/render.ts'
import { useTexts } from '../i18n/texts.tsx'

interface Props {
  form: NonNullable<Shown['form']>
  /** The label of the button that opened the form. */
  title: string
  onSent(reply: { name: 'flow'; body: string; response_json: string }): void
}

export function OpenedForm({ form: { name, token, fields }, title, onSent }: Props) {
  const texts = useTexts().phone
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const answers = Object.fromEntries(new FormData(event.currentTarget))
    dialog.current?.close()
    onSent({
      name: 'flow',
      body: 'Sent',
      response_json: JSON.stringify({ flow_token: token, ...answers }),
    })
  }

  return (
    <>
      <button type="button" className="tap" onClick={() => dialog.current?.showModal()}>
        <span aria-hidden="true">☰ </span>
        {title}
      </button>
      <dialog ref={dialog} className="form-dialog" aria-labelledby={id}>
        <form onSubmit={submit}>
          <h3 id={id} className="form-title">
            {name}
          </h3>
          {fields.map(({ name: field, label, options }) => (
            <div key={field} className="form-field">
              <label htmlFor={`${id}-${field}`}>{label}</label>
              {options ? (
                <select
                  id={`${id}-${field}`}
                  className="form-input"
                  name={field}
                  required
                  defaultValue=""
                >
                  <option value="" disabled />
                  {options.map((option) => (
                    <option key={option}>{option}</option>
                  ))}
                </select>
              ) : (
                <input
                  id={`${id}-${field}`}
                  className="form-input"
                  name={field}
                  required
                  maxLength={600}
                />
              )}
            </div>
          ))}
          <div className="form-buttons">
            <button type="button" className="form-button" onClick={() => dialog.current?.close()}>
              {texts.cancel}
            </button>
            <button type="submit" className="form-button">
              {texts.sendForm}
            </button>
          </div>
        </form>
      </dialog>
    </>
  )
}
