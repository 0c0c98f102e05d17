// Emulates customer managed policies, each with one version.
import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { AwsError, type Operation } from '../service.ts'
import { checkedPolicy, written } from './policy-documents.ts'

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const MAX_MANAGED = 6_144

export function managedPolicies(account: string, clock: Clock) {
  const policies = new Map<
    string,
    { name: string; id: string; document: string; createdAt: Date }
  >()

  function existing(arn: string) {
    const policy = policies.get(arn)
    if (!policy)
      throw new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404)
    return policy
  }

  const shown = (arn: string) => {
    const { name, id, createdAt } = existing(arn)
    return {
      PolicyName: name,
      PolicyId: id,
      Arn: arn,
      Path: '/',
      DefaultVersionId: 'v1',
      IsAttachable: true,
      CreateDate: createdAt,
      UpdateDate: createdAt,
    }
  }

  const operations: Record<string, Operation> = {
    CreatePolicy({ PolicyName, PolicyDocument }) {
      const arn = `arn:aws:iam::${account}:policy/${PolicyName}`
      if (policies.has(arn))
        throw new AwsError(
          'EntityAlreadyExists',
          `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
          409,
        )
      const document = checkedPolicy(PolicyDocument, 'permissions', MAX_MANAGED)
      const id = `ANPA${randomBytes(9).toString('hex').toUpperCase().slice(0, 17)}`
      policies.set(arn, { name: PolicyName, id, document, createdAt: new Date(clock.now()) })
      return { Policy: shown(arn) }
    },
    GetPolicy: ({ PolicyArn }) => ({ Policy: shown(PolicyArn) }),
    GetPolicyVersion({ PolicyArn, VersionId }) {
      const { document, createdAt } = existing(PolicyArn)
      if (VersionId !== 'v1')
        throw new AwsError(
          'NoSuchEntity',
          `Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`,
          404,
        )
      return {
        PolicyVersion: {
          Document: written(document),
          VersionId,
          IsDefaultVersion: true,
          CreateDate: createdAt,
        },
      }
    },
  }

  return { operations, document: (arn: string) => existing(arn).document }
}
