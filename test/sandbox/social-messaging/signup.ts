// Links a WhatsApp Business Account to AWS: emulates the two calls that the AWS console makes after
// Meta's embedded signup.
// https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_AssociateWhatsAppBusinessAccount.html
import { randomUUID } from 'node:crypto'
import type {
  AssociateWhatsAppBusinessAccountInput,
  AssociateWhatsAppBusinessAccountOutput,
  DisassociateWhatsAppBusinessAccountInput,
  DisassociateWhatsAppBusinessAccountOutput,
  WhatsAppSetupFinalization,
} from '@aws-sdk/client-socialmessaging'
import { AwsError } from '../service.ts'
import { detail } from './accounts.ts'
import { destinations } from './destinations.ts'
import { invalid, type State } from './state.ts'

// https://docs.aws.amazon.com/social-messaging/latest/userguide/quotas.html
const MOST_ACCOUNTS = 25

export function signup(state: State) {
  const { accounts, account } = state
  // The tokens of associations that have begun but are not finished. The sandbox has no sign-in at
  // Meta: it accepts any access token as that of an admin of all accounts that are not linked yet.
  const inProgress = new Set<string>()

  function finalize({
    associateInProgressToken,
    phoneNumbers = [],
    waba,
  }: WhatsAppSetupFinalization) {
    if (!inProgress.has(associateInProgressToken!))
      invalid('The associateInProgressToken is not valid.')
    const unlinked = state.unlinked().find(({ waba: { metaId } }) => metaId === waba?.id)
    if (!unlinked)
      return invalid(`The WhatsApp Business Account ${waba?.id} is not part of this signup.`)
    const strange = phoneNumbers.find(
      ({ id }) => !unlinked.numbers.some(({ number }) => number.metaId === id),
    )
    if (strange)
      invalid(`The phone number ${strange.id} does not belong to the WhatsApp Business Account.`)
    const pin = phoneNumbers.find(({ twoFactorPin }) => !/^\d{6}$/.test(twoFactorPin!))
    if (pin) invalid(`The twoFactorPin of ${pin.id} must have 6 digits.`)
    if (accounts.length >= MOST_ACCOUNTS)
      throw new AwsError(
        'LimitExceededException',
        `At most ${MOST_ACCOUNTS} accounts are linked.`,
        400,
      )

    state.link(unlinked)
    inProgress.delete(associateInProgressToken!)
    for (const { key, value } of waba?.tags ?? []) unlinked.tags.set(key!, value ?? '')
    for (const { id, tags = [] } of phoneNumbers) {
      const number = unlinked.numbers.find((each) => each.number.metaId === id)!
      for (const { key, value } of tags) number.tags.set(key!, value ?? '')
    }
    if (waba?.eventDestinations) {
      destinations(state).PutWhatsAppBusinessAccountEventDestinations({
        id: unlinked.id,
        eventDestinations: waba.eventDestinations,
      })
    }
    return { statusCode: 200, linkedWhatsAppBusinessAccountId: unlinked.id }
  }

  return {
    AssociateWhatsAppBusinessAccount(
      input: AssociateWhatsAppBusinessAccountInput,
    ): AssociateWhatsAppBusinessAccountOutput {
      const { signupCallback, setupFinalization } = input
      if (!signupCallback === !setupFinalization)
        invalid('Specify either signupCallback or setupFinalization.')
      if (setupFinalization) return finalize(setupFinalization)
      const associateInProgressToken = randomUUID()
      inProgress.add(associateInProgressToken)
      const linkedAccountsWithIncompleteSetup = Object.fromEntries(
        state.unlinked().map(({ id, waba, numbers }) => [
          waba.metaId,
          {
            accountName: waba.name,
            registrationStatus: 'INCOMPLETE' as const,
            unregisteredWhatsAppPhoneNumbers: numbers.map(detail),
            wabaId: id,
          },
        ]),
      )
      return {
        signupCallbackResult: { associateInProgressToken, linkedAccountsWithIncompleteSetup },
        statusCode: 200,
      }
    },

    DisassociateWhatsAppBusinessAccount({
      id,
    }: DisassociateWhatsAppBusinessAccountInput): DisassociateWhatsAppBusinessAccountOutput {
      state.unlink(account(id!))
      return {}
    },
  }
}
