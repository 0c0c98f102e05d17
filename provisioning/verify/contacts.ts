// Finds and describes the contacts of the test phone.
import {
  type Contact,
  DescribeContactCommand,
  GetContactAttributesCommand,
  paginateSearchContacts,
} from '@aws-sdk/client-connect'
import { isNativeSubtype } from '#whatsapp/capabilities'
import { parsedInstance } from '../config/config.ts'
import type { Verification } from './probe.ts'

type Clients = Pick<Verification, 'aws' | 'host'>

const SECOND_MS = 1_000

export async function describedContact(
  instance: string,
  ContactId: string,
  { aws }: Pick<Verification, 'aws'>,
): Promise<Contact> {
  const { Contact } = await aws.connect.send(
    new DescribeContactCommand({ InstanceId: parsedInstance(instance).id, ContactId }),
  )
  return Contact!
}

export async function attributesOf(
  instance: string,
  InitialContactId: string,
  { aws }: Pick<Verification, 'aws'>,
): Promise<Record<string, string>> {
  const { Attributes = {} } = await aws.connect.send(
    new GetContactAttributesCommand({ InstanceId: parsedInstance(instance).id, InitialContactId }),
  )
  return Attributes
}

/**
 * Returns the ids of the chats that have started since `since`, newest first, with the ids of their
 * first contacts.
 */
export async function chatsSince(
  instance: string,
  since: Date,
  { aws, host }: Clients,
): Promise<{ contactId: string; initialContactId: string; subtype: string | undefined }[]> {
  const search = {
    InstanceId: parsedInstance(instance).id,
    TimeRange: {
      Type: 'INITIATION_TIMESTAMP' as const,
      StartTime: new Date(since.getTime() - SECOND_MS),
      EndTime: new Date(host.now().getTime() + SECOND_MS),
    },
    SearchCriteria: { Channels: ['CHAT' as const] },
  }
  const found = []
  for await (const { Contacts = [] } of paginateSearchContacts({ client: aws.connect }, search))
    for (const { Id, InitialContactId, SegmentAttributes } of Contacts)
      found.push({
        contactId: Id!,
        initialContactId: InitialContactId ?? Id!,
        subtype: SegmentAttributes?.['connect:Subtype']?.ValueString,
      })
  return found
}

const digits = (text = '') => text.replace(/\D/g, '')

/**
 * Returns the native contact of the test phone. Connect does not always record the customer's
 * number in the contact or in its attributes. If the number is missing and exactly one WhatsApp
 * chat has started since `since`, that chat counts as the test phone's.
 */
export async function contactOfPhone(
  instance: string,
  since: Date,
  verification: Clients & Pick<Verification, 'phone'>,
): Promise<Contact | undefined> {
  const { phone } = verification
  const chats = await chatsSince(instance, since, verification)
  const unnamed: Contact[] = []
  for (const { contactId, initialContactId, subtype } of chats) {
    if (contactId !== initialContactId) continue
    const contact = await describedContact(instance, contactId, verification)
    const attributes = await attributesOf(instance, contactId, verification)
    const names = [contact.CustomerEndpoint?.Address, attributes.customerNumber].filter(Boolean)
    if (names.some((name) => digits(name) === digits(phone))) return contact
    if (names.length === 0 && isNativeSubtype(subtype)) unnamed.push(contact)
  }
  return unnamed.length === 1 ? unnamed[0] : undefined
}
