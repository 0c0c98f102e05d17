// The linked accounts and numbers, and how operations find them.
import type { Clock } from '../clock.ts'
import type { GuessValues } from '../guesses.ts'
import type { AwsApi, ConnectIntegration } from '../links.ts'
import { AwsError } from '../service.ts'
import type { WhatsApp } from '../whatsapp/network.ts'
import type { BusinessNumber, Waba, World } from '../world.ts'

export interface EventDestination {
  eventDestinationArn: string
  roleArn?: string
}

export interface LinkedAccount {
  readonly id: string
  readonly arn: string
  readonly waba: Waba
  linkDate: Date
  readonly numbers: readonly LinkedNumber[]
  readonly tags: Map<string, string>
  destinations: EventDestination[]
}

export interface LinkedNumber {
  readonly id: string
  readonly arn: string
  readonly number: BusinessNumber
  readonly tags: Map<string, string>
  readonly account: LinkedAccount
}

export interface Around {
  clock: Clock
  world: World
  whatsapp: WhatsApp
  api: AwsApi
  /** Returns the emulated Connect. It is a function because Connect is created later. */
  connect(): ConnectIntegration
  /** The chosen values of details that AWS does not document. */
  guesses: GuessValues
}

export interface State extends Around {
  /** The linked accounts with their numbers. */
  accounts: readonly LinkedAccount[]
  numbers: readonly LinkedNumber[]
  unlinked(): readonly LinkedAccount[]
  link(account: LinkedAccount): void
  unlink(account: LinkedAccount): void
  /** Finds an account by its id or ARN. Throws ResourceNotFoundException. */
  account(id: string): LinkedAccount
  number(id: string): LinkedNumber
  settings: SocialMessagingSettings
}

export interface SocialMessagingSettings {
  /** Whether calls above the service's quotas are refused with ThrottledRequestException. */
  quotas: boolean
  /** The WABAs whose registration with WhatsApp was not finished. */
  incomplete: string[]
}

export const PRINCIPAL = 'social-messaging.amazonaws.com'

const hex = (id: string) => id.replace(/^(waba|phone-number-id)-/, '')

export function createState(around: Around): State {
  const { world, clock } = around
  const arn = (resource: string) =>
    `arn:aws:social-messaging:${world.region}:${world.account}:${resource}`
  const all = world.wabas.map((waba) => {
    const numbers: LinkedNumber[] = []
    const account: LinkedAccount = {
      id: waba.id,
      arn: arn(`waba/${hex(waba.id)}`),
      waba,
      linkDate: new Date(clock.now()),
      numbers,
      tags: new Map(),
      destinations: [],
    }
    for (const number of waba.numbers) {
      numbers.push({
        id: number.id,
        arn: arn(`phone-number-id/${hex(number.id)}`),
        number,
        tags: new Map(),
        account,
      })
    }
    return account
  })
  const accounts = [...all]
  const numbers = accounts.flatMap((account) => account.numbers)
  const finder =
    <T extends { id: string; arn: string }>(things: readonly T[], what: string) =>
    (id: string) => {
      const found = things.find((thing) => thing.id === id || thing.arn === id)
      if (!found)
        throw new AwsError('ResourceNotFoundException', `The ${what} ${id} was not found.`, 404)
      return found
    }
  return {
    ...around,
    accounts,
    numbers,
    unlinked: () => all.filter((account) => !accounts.includes(account)),
    link(account) {
      account.linkDate = new Date(clock.now())
      accounts.push(account)
      numbers.push(...account.numbers)
    },
    unlink(account) {
      accounts.splice(accounts.indexOf(account), 1)
      for (const number of account.numbers) numbers.splice(numbers.indexOf(number), 1)
      account.destinations = []
      for (const { tags } of [account, ...account.numbers]) tags.clear()
    },
    account: finder(accounts, 'WhatsApp Business Account'),
    number: finder(numbers, 'phone number'),
    settings: {
      quotas: false,
      incomplete: [],
    },
  }
}

export function invalid(message: string): never {
  throw new AwsError('InvalidParametersException', message, 400)
}
