// Sets the destination of a WhatsApp Business Account's messages and events: none, one SNS standard
// topic, or one Connect instance.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destinations-add.html
import type {
  PutWhatsAppBusinessAccountEventDestinationsInput,
  PutWhatsAppBusinessAccountEventDestinationsOutput,
} from '@aws-sdk/client-socialmessaging'
import { AwsError } from '../service.ts'
import {
  type EventDestination,
  invalid,
  type LinkedAccount,
  PRINCIPAL,
  type State,
} from './state.ts'

// The ARN of a role without a path.
// https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_WhatsAppBusinessAccountEventDestination.html
const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/[a-zA-Z0-9+=,.@\-_]+$/

const refused = (message: string): never => {
  throw new AwsError('AccessDeniedException', message, 403)
}

export function destinations(state: State) {
  const { world, accounts, api } = state

  function checkRole(roleArn: string, actions: string[], resource: string) {
    api.authorizePassing(roleArn, PRINCIPAL)
    const why = api.roleRefuses(roleArn, PRINCIPAL, actions, resource)
    if (why) refused(why)
  }

  /**
   * Returns whether the Connect instance exists. Returns false if Connect throws an error, because
   * this service's operations do not document Connect's errors.
   */
  function instanceExists(arn: string) {
    try {
      return state.connect().instanceExists(arn)
    } catch {
      return false
    }
  }

  function check({ eventDestinationArn: arn, roleArn }: EventDestination) {
    const [prefix, partition, service, region, owner, resource = ''] = arn.split(':')
    if (prefix !== 'arn' || partition !== 'aws') invalid(`${arn} is not an ARN of this partition.`)
    if (roleArn !== undefined && ROLE_ARN.exec(roleArn)?.[1] !== world.account)
      invalid(`${roleArn} is not a role of this account without a path.`)
    if (region !== world.region || owner !== world.account)
      invalid('The event destination must be in the same account and Region.')
    if (service === 'sns') {
      if (!/^[\w-]+$/.test(resource))
        invalid(
          'The event destination must be a standard Amazon SNS topic; FIFO topics are not supported.',
        )
      if (roleArn) checkRole(roleArn, ['sns:Publish'], arn)
    } else if (service === 'connect' && /^instance\/[0-9a-f-]{36}$/.test(resource)) {
      if (!roleArn) return invalid('An Amazon Connect event destination needs a roleArn.')
      if (!instanceExists(arn)) invalid(`The Amazon Connect instance ${arn} was not found.`)
      checkRole(roleArn, ['connect:SendIntegrationEvent', 'connect:ImportPhoneNumber'], arn)
    } else
      invalid('The event destination must be an Amazon SNS topic or an Amazon Connect instance.')
  }

  /**
   * Imports the account's numbers into the instance. As in AWS, numbers for which the role lacks a
   * permission are left out.
   */
  function importNumbers(
    { numbers }: LinkedAccount,
    { eventDestinationArn, roleArn }: EventDestination,
  ) {
    const needed = [
      'social-messaging:GetLinkedWhatsAppBusinessAccountPhoneNumber',
      'social-messaging:TagResource',
    ]
    for (const { arn, number } of numbers) {
      if (api.roleRefuses(roleArn!, PRINCIPAL, needed, arn)) continue
      state.connect().importPhoneNumber(eventDestinationArn, {
        phoneNumberArn: arn,
        number: number.number,
        displayName: number.displayName,
      })
    }
  }

  return {
    PutWhatsAppBusinessAccountEventDestinations({
      id,
      eventDestinations,
    }: PutWhatsAppBusinessAccountEventDestinationsInput): PutWhatsAppBusinessAccountEventDestinationsOutput {
      // For an unknown account, the operation answers AccessDeniedException, because
      // ResourceNotFoundException is not among its documented errors.
      const account =
        accounts.find((each) => each.id === id || each.arn === id) ??
        refused(`The account ${id} is not linked to this AWS account.`)
      const wanted = eventDestinations as EventDestination[]
      if (wanted.length > 1)
        throw new AwsError(
          'ValidationException',
          'eventDestinations must have at most 1 element.',
          400,
        )
      wanted.forEach(check)
      account.destinations = wanted.map(({ eventDestinationArn, roleArn }) => ({
        eventDestinationArn,
        ...(roleArn && { roleArn }),
      }))
      const [destination] = account.destinations
      if (destination && toConnect(destination) && state.guesses.importByDestination === 'yes')
        importNumbers(account, destination)
      return {}
    },
  }
}

export const toConnect = ({ eventDestinationArn }: EventDestination) =>
  eventDestinationArn.split(':')[2] === 'connect'
