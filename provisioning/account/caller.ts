// Finds out to which AWS account the credentials belong. Commands check this account before
// anything else, because the use of a wrong profile is the most common mistake.
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { failureKind } from '../cli/failure.ts'
import { type Checked, parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import type { Aws } from './clients.ts'

export interface Caller {
  account: string
  arn: string
}

export async function caller(aws: Aws): Promise<Caller> {
  const { Account, Arn } = await aws.sts.send(new GetCallerIdentityCommand())
  return { account: Account!, arn: Arn! }
}

/** Throws ConfigError if the credentials belong to a different account than the configuration. */
export async function rightCaller(
  { instance }: Pick<Checked, 'instance'>,
  aws: Aws,
): Promise<Caller> {
  const who = await caller(aws)
  const { account } = parsedInstance(instance)
  if (who.account === account) return who
  throw new ConfigError(
    `These credentials belong to account ${who.account} (${who.arn}), but the configuration is for account ${account}. Choose the right profile with AWS_PROFILE, or the right configuration with --config.`,
  )
}

/**
 * Returns the resources that `read` finds. Throws ConfigError if the credentials belong to a
 * different account than the configuration. If the ARNs of the resources show that the account is
 * right, no call to STS is made.
 */
export async function inRightAccount<Found extends { arn: string }>(
  config: Pick<Checked, 'instance'>,
  aws: Aws,
  read: () => Promise<readonly Found[]>,
): Promise<readonly Found[]> {
  const { account } = parsedInstance(config.instance)
  try {
    const found = await read()
    const isSure = found.length > 0 && found.every(({ arn }) => arn.split(':')[4] === account)
    if (!isSure) await rightCaller(config, aws)
    return found
  } catch (error) {
    // Credentials of a wrong account often lack the permission to read. In this case, `rightCaller`
    // throws the error about the account, which is the real problem.
    if (failureKind(error) === 'denied') await rightCaller(config, aws)
    throw error
  }
}
