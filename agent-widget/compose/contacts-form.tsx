// The form for contact cards: people or places that the customer can save, call or write to.
import Button from '@cloudscape-design/components/button'
import Checkbox from '@cloudscape-design/components/checkbox'
import { type Problem, problem } from '#whatsapp/errors/problems'
import { SAFE_CONTACTS } from '#whatsapp/messages/contact-rules'
import type { ContactCard } from '#whatsapp/messages/messages'
import { useMessages } from '../i18n/messages.tsx'
import { MessageField } from './field.tsx'
import type { FormContext } from './form-context.ts'
import { Frame } from './message-form.tsx'
import { type Form, sentBy, useMessageDraft } from './use-message-draft.ts'

export interface Card {
  firstName: string
  lastName: string
  phone: string
  /** True if the phone number is on WhatsApp. */
  onWhatsApp: boolean
  email: string
  company: string
  department: string
  website: string
}

const BLANK: Card = {
  firstName: '',
  lastName: '',
  phone: '',
  onWhatsApp: false,
  email: '',
  company: '',
  department: '',
  website: '',
}

const FORM: Form<{ cards: readonly Card[] }> = {
  kind: 'contacts',
  blank: { cards: [BLANK] },
  toMessage: ({ cards }) => ({ type: 'contacts', contacts: cards.map(toCard) }),
  further: ({ cards }) => cards.flatMap(furtherProblems),
}

const digits = (phone: string) => phone.replace(/\D/g, '')

function toCard({
  firstName,
  lastName,
  phone,
  onWhatsApp,
  email,
  company,
  department,
  website,
}: Card): ContactCard {
  const [first, last] = [firstName.trim(), lastName.trim()]
  return {
    name: {
      formattedName: `${first} ${last}`.trim(),
      ...(first && { firstName: first }),
      ...(last && { lastName: last }),
    },
    ...(phone.trim() && {
      phones: [{ phone: phone.trim(), type: 'WORK', ...(onWhatsApp && { waId: digits(phone) }) }],
    }),
    ...(email.trim() && { emails: [{ email: email.trim(), type: 'WORK' }] }),
    ...((company.trim() || department.trim()) && {
      org: {
        ...(company.trim() && { company: company.trim() }),
        ...(department.trim() && { department: department.trim() }),
      },
    }),
    ...(website.trim() && { urls: [{ url: website.trim(), type: 'WORK' }] }),
  }
}

function furtherProblems({ phone, email, website }: Card, i: number): Problem[] {
  const at = `contacts.${i}.phones`
  if (phone.trim() && !/^\+[1-9][\d\s().-]{5,24}$/.test(phone.trim()))
    return [problem('wrong_phone', at, 'no country code')]
  return phone.trim() || email.trim() || website.trim()
    ? []
    : [problem('name_only', at, 'neither phone nor email nor website')]
}

export function ContactsForm({ context }: { context: FormContext }) {
  const words = useMessages().composer
  const texts = words.cards
  const composed = useMessageDraft(context.contactId, FORM, sentBy(context))
  const { cards } = composed.values
  const put = (next: readonly Card[]) => composed.change({ cards: next })

  return (
    <Frame context={context} composed={composed}>
      {cards.map((card, i) => {
        const set = (part: Partial<Card>) =>
          put(cards.map((each, j) => (j === i ? { ...each, ...part } : each)))
        const field = (
          part: Exclude<keyof Card, 'onWhatsApp'>,
          path: string,
          optional = true,
          hint?: string,
        ) => (
          <MessageField
            composed={composed}
            path={`contacts.${i}.${path}`}
            label={texts[part]}
            hint={hint}
            value={card[part]}
            optional={optional}
            onChange={(text) => set({ [part]: text })}
          />
        )
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: cards have no id
          <fieldset className="aw-group" key={i}>
            <legend>{texts.card({ n: i + 1 })}</legend>
            {cards.length > 1 && (
              <span className="aw-group-remove">
                <Button
                  variant="icon"
                  iconName="remove"
                  formAction="none"
                  ariaLabel={texts.remove({ n: i + 1 })}
                  onClick={() => put(cards.filter((_, j) => j !== i))}
                />
              </span>
            )}
            <div className="aw-pair">
              {field('firstName', 'name', false)}
              {field('lastName', 'name.lastName')}
            </div>
            {field('phone', 'phones', false, texts.phoneHint)}
            <Checkbox
              checked={card.onWhatsApp}
              onChange={({ detail }) => set({ onWhatsApp: detail.checked })}
            >
              {texts.onWhatsApp}
            </Checkbox>
            {field('email', 'emails')}
            <div className="aw-pair">
              {field('company', 'org.company')}
              {field('department', 'org.department')}
            </div>
            {field('website', 'urls')}
          </fieldset>
        )
      })}
      {cards.length < SAFE_CONTACTS && (
        <span>
          <Button iconName="add-plus" formAction="none" onClick={() => put([...cards, BLANK])}>
            {texts.add}
          </Button>
        </span>
      )}
    </Frame>
  )
}
