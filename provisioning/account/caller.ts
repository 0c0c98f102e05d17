// Whose credentials these are: the commonest mistake is the wrong profile, and it is told before anything else is asked.
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
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

/** Throws ConfigError when the credentials are of another account than the configuration. */
export async function rightCaller(
  { instance }: Pick<Checked, 'instance'>,
  aws: Aws,
): Promise<Caller> {
  const who = await caller(aws)
  const { account } = parsedInstance(instance)
  if (who.account === account) return who
  throw new ConfigError(
    `These credentials are of account ${who.account} (${who.arn}), the configuration is about account ${account}. Choose the right profile with AWS_PROFILE, or the right configuration with --config.`,
  )
}
