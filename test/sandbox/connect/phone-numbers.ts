import { randomUUID } from 'node:crypto'
import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { Operation } from '../service.ts'
import { type Core, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { page } from './paging.ts'
import type { PhoneNumber } from './records.ts'

export function phoneNumberOperations(core: Core): Record<string, Operation> {
  const imports = new Map<string, { source: string; number: PhoneNumber }>()

  const find = (idOrArn: string) => {
    const number = [...core.numbers.values()].find(
      ({ id, arn }) => id === idOrArn || arn === idOrArn,
    )
    if (!number) throw refusal('ResourceNotFoundException', `Phone number not found: ${idOrArn}`)
    return number
  }

  return {
    ImportPhoneNumber({
      InstanceId,
      SourcePhoneNumberArn: source,
      PhoneNumberDescription,
      Tags = {},
      ClientToken,
    }) {
      requireInstance(core, InstanceId)
      const earlier = ClientToken && imports.get(ClientToken)
      if (earlier && earlier.source !== source) {
        throw refusal('IdempotencyException', 'The ClientToken was used for another phone number')
      }
      const number = earlier
        ? earlier.number
        : importNumber(core, source, PhoneNumberDescription, Tags)
      if (ClientToken) imports.set(ClientToken, { source, number })
      return { PhoneNumberId: number.id, PhoneNumberArn: number.arn }
    },

    DescribePhoneNumber({ PhoneNumberId }) {
      const number = find(PhoneNumberId)
      return {
        ClaimedPhoneNumberSummary: {
          ...summary(number),
          Tags: number.tags,
          PhoneNumberStatus: { Status: number.status, Message: number.message },
        },
      }
    },

    ListPhoneNumbersV2(input) {
      const {
        InstanceId,
        TargetArn,
        PhoneNumberCountryCodes,
        PhoneNumberTypes,
        PhoneNumberPrefix,
      } = input
      if (InstanceId && TargetArn)
        throw refusal(
          'InvalidParameterException',
          'InstanceId and TargetArn must not both be given',
        )
      if (InstanceId) requireInstance(core, InstanceId)
      const numbers = [...core.numbers.values()]
        .filter(({ status }) => core.guesses.failedNumbers === 'listed' || status !== 'FAILED')
        .map(summary)
        .filter(
          (number) =>
            (!InstanceId || number.TargetArn === core.instanceArn) &&
            (!TargetArn || number.TargetArn === TargetArn) &&
            (!PhoneNumberCountryCodes?.length ||
              PhoneNumberCountryCodes.includes(number.PhoneNumberCountryCode)) &&
            (!PhoneNumberTypes?.length || PhoneNumberTypes.includes(number.PhoneNumberType)) &&
            (!PhoneNumberPrefix || number.PhoneNumber.startsWith(PhoneNumberPrefix)),
        )
      const { entries, NextToken } = page('ListPhoneNumbersV2', input, numbers)
      return { ListPhoneNumbersSummaryList: entries, NextToken }
    },

    ReleasePhoneNumber({ PhoneNumberId }) {
      core.numbers.delete(find(PhoneNumberId).id)
      return {}
    },
  }
}

/**
 * Starts the import of a number from social messaging. Throws the errors of ImportPhoneNumber. If
 * the instance already has its maximum of numbers, the call succeeds but the number's status later
 * becomes FAILED: the operation has no error for this case.
 */
export function importNumber(
  core: Core,
  sourceArn: string,
  description?: string,
  tags: Record<string, string> = {},
): PhoneNumber {
  const source = core.native().phoneNumber(sourceArn)
  if (!source) throw refusal('ResourceNotFoundException', `Phone number not found: ${sourceArn}`)
  const holder = numberOf(core, sourceArn)
  if (holder) {
    const where = holder.instanceArn === core.instanceArn ? 'this instance' : 'another instance'
    throw refusal('InvalidParameterException', `The phone number is already imported into ${where}`)
  }

  const id = randomUUID()
  const { account, region } = core.world
  const arn = `arn:aws:connect:${region}:${account}:phone-number/${id}`
  const { instanceArn } = core
  const number: PhoneNumber = {
    id,
    arn,
    instanceArn,
    sourceArn,
    number: source.number,
    description,
    tags,
    status: 'IN_PROGRESS',
    message: undefined,
  }
  const held = [...core.numbers.values()].filter(
    (other) => other.instanceArn === instanceArn && other.status !== 'FAILED',
  ).length
  core.numbers.set(id, number)
  const imported = () => {
    if (held >= core.settings.phoneNumbersPerInstance) {
      number.status = 'FAILED'
      number.message = `The instance has reached its quota of ${core.settings.phoneNumbersPerInstance} phone numbers`
      return
    }
    number.status = 'CLAIMED'
    core.native().tag(sourceArn)
  }
  core.clock.after(core.settings.importMs, imported, { lasting: true })
  return number
}

/**
 * Returns the instance's record of a number that it has imported or is importing from social
 * messaging.
 */
export const numberOf = ({ numbers }: Core, sourceArn: string) =>
  [...numbers.values()].find(
    (number) => number.sourceArn === sourceArn && number.status !== 'FAILED',
  )

const summary = ({ id, arn, number, description, instanceArn, sourceArn }: PhoneNumber) => ({
  PhoneNumberId: id,
  PhoneNumberArn: arn,
  PhoneNumber: number,
  PhoneNumberCountryCode: parsePhoneNumberFromString(number)?.country,
  // AWS does not document the type of an imported WhatsApp number. The sandbox uses
  // THIRD_PARTY_DID, the type of numbers from another provider.
  PhoneNumberType: 'THIRD_PARTY_DID',
  PhoneNumberDescription: description,
  TargetArn: instanceArn,
  InstanceId: instanceArn.slice(instanceArn.lastIndexOf('/') + 1),
  SourcePhoneNumberArn: sourceArn,
})
