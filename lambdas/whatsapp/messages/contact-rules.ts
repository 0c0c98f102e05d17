// The rules for contact cards. The same rules apply to this project's messages (in camel case) and
// to WhatsApp's JSON (in snake case).
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages#contacts-object
import { type Problem, warning } from '#whatsapp/errors/problems'
import { allOf, at, type Json, list, object, type Rule, required, text } from '#whatsapp/json/rules'
import { snakeCase } from '#whatsapp/json/wire-format'
import type { ContactCard } from '#whatsapp/messages/messages'

/** Converts the name of a property into camel case or into snake case. */
type Spelling = (name: string) => string

type Entry<Name extends 'phones' | 'emails' | 'addresses' | 'urls'> = NonNullable<
  ContactCard[Name]
>[number]

function contactRule(spelling: Spelling): Rule {
  /**
   * Accepts an object whose members are those of this project's messages. `spelling` converts the
   * names of the members.
   */
  const spelled = <Ours>(rules: { [Member in keyof Ours]-?: Rule }, ...further: Rule[]): Rule =>
    object(
      Object.fromEntries(Object.entries<Rule>(rules).map(([name, rule]) => [spelling(name), rule])),
      ...further,
    )
  return spelled<ContactCard>({
    name: required(
      spelled<ContactCard['name']>(
        {
          formattedName: required(text()),
          firstName: text(),
          lastName: text(),
          middleName: text(),
          prefix: text(),
          suffix: text(),
        },
        moreThanTheFormattedName(spelling),
      ),
    ),
    phones: list(spelled<Entry<'phones'>>({ phone: text(), type: text(), waId: text() }), {
      min: 0,
    }),
    emails: list(spelled<Entry<'emails'>>({ email: text(), type: text() }), { min: 0 }),
    addresses: list(
      spelled<Entry<'addresses'>>({
        street: text(),
        city: text(),
        state: text(),
        zip: text(),
        country: text(),
        countryCode: text(),
        type: text(),
      }),
      { min: 0 },
    ),
    org: spelled<NonNullable<ContactCard['org']>>({
      company: text(),
      department: text(),
      title: text(),
    }),
    urls: list(spelled<Entry<'urls'>>({ url: text(), type: text() }), { min: 0 }),
    birthday: text({ pattern: /^\d{4}-\d{2}-\d{2}$/, form: 'YYYY-MM-DD' }),
  })
}

const moreThanTheFormattedName =
  (spelling: Spelling): Rule =>
  (value, path) => {
    const others = Object.keys(value as Json).filter(
      (key) => key !== spelling('formattedName') && (value as Json)[key] !== undefined,
    )
    return others.length > 0
      ? []
      : [
          warning(
            'required',
            at(path, spelling('firstName')),
            'The contact has only a full name. WhatsApp asks for one other part of the name. Fill in the first name.',
          ),
        ]
  }

/**
 * The reference page of Meta's API allows 5 contacts in a message. Meta's guide allows 257
 * contacts.
 */
export const SAFE_CONTACTS = 5
const MAX_CONTACTS = 257

function upToFive(value: unknown, path: string): Problem[] {
  return Array.isArray(value) && value.length > SAFE_CONTACTS && value.length <= MAX_CONTACTS
    ? [
        warning(
          'may_be_too_many',
          path,
          `There are ${value.length} contacts. WhatsApp’s documents allow ${SAFE_CONTACTS} in one place and ${MAX_CONTACTS} in another. Send ${SAFE_CONTACTS} at a time to be safe.`,
          { count: value.length, limit: SAFE_CONTACTS },
        ),
      ]
    : []
}

const contactsRule = (spelling: Spelling) =>
  allOf(list(contactRule(spelling), { max: MAX_CONTACTS }), upToFive)

export const ourContacts: Rule = contactsRule((name) => name)
export const wireContacts: Rule = contactsRule(snakeCase)
