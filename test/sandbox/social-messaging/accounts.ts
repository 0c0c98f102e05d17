// The linked WhatsApp Business Accounts and their numbers.
import type {
  GetLinkedWhatsAppBusinessAccountInput,
  GetLinkedWhatsAppBusinessAccountOutput,
  GetLinkedWhatsAppBusinessAccountPhoneNumberInput,
  GetLinkedWhatsAppBusinessAccountPhoneNumberOutput,
  LinkedWhatsAppBusinessAccountSummary,
  ListLinkedWhatsAppBusinessAccountsInput,
  ListLinkedWhatsAppBusinessAccountsOutput,
  WhatsAppPhoneNumberDetail,
} from '@aws-sdk/client-socialmessaging'
import { page } from './paging.ts'
import type { LinkedAccount, LinkedNumber, State } from './state.ts'

export const accounts = ({ accounts: linked, account, number, settings }: State) => ({
  ListLinkedWhatsAppBusinessAccounts(
    input: ListLinkedWhatsAppBusinessAccountsInput,
  ): ListLinkedWhatsAppBusinessAccountsOutput {
    const { items, nextToken } = page(linked, input, 'ListLinkedWhatsAppBusinessAccounts')
    return { linkedAccounts: items.map((one) => summary(one, settings)), nextToken }
  },

  GetLinkedWhatsAppBusinessAccount({
    id,
  }: GetLinkedWhatsAppBusinessAccountInput): GetLinkedWhatsAppBusinessAccountOutput {
    const found = account(id!)
    return { account: { ...summary(found, settings), phoneNumbers: found.numbers.map(detail) } }
  },

  GetLinkedWhatsAppBusinessAccountPhoneNumber({
    id,
  }: GetLinkedWhatsAppBusinessAccountPhoneNumberInput): GetLinkedWhatsAppBusinessAccountPhoneNumberOutput {
    const found = number(id!)
    return { phoneNumber: detail(found), linkedWhatsAppBusinessAccountId: found.account.id }
  },
})

const summary = (
  { arn, id, waba, linkDate, destinations }: LinkedAccount,
  { incomplete }: State['settings'],
): LinkedWhatsAppBusinessAccountSummary => ({
  arn,
  id,
  wabaId: waba.metaId,
  registrationStatus: incomplete.includes(id) ? 'INCOMPLETE' : 'COMPLETE',
  linkDate,
  wabaName: waba.name,
  eventDestinations: destinations,
})

export const detail = ({ arn, id, number }: LinkedNumber): WhatsAppPhoneNumberDetail => ({
  arn,
  phoneNumber: number.number,
  phoneNumberId: id,
  metaPhoneNumberId: number.metaId,
  displayPhoneNumberName: number.displayName,
  displayPhoneNumber: number.number,
  qualityRating: number.quality,
})
