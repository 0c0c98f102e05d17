// Emulates customer managed policies and their versions.
import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { AwsError, type Operation } from '../service.ts'
import { checkedPolicy, written } from './policy-documents.ts'

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const MAX_MANAGED = 6_144
const MAX_VERSIONS = 5

interface PolicyVersion {
  id: string
  document: string
  createdAt: Date
}

interface ManagedPolicy {
  name: string
  id: string
  versions: PolicyVersion[]
  defaultVersion: PolicyVersion
  /**
   * The number of versions that were ever created, including deleted versions. The next version's
   * id continues this count, because IAM never reuses an id.
   */
  created: number
}

/** `onChange` is called with a policy's ARN whenever the policy gets another default version. */
export function managedPolicies(account: string, clock: Clock, onChange: (arn: string) => void) {
  const policies = new Map<string, ManagedPolicy>()

  function existing(arn: string) {
    const policy = policies.get(arn)
    if (!policy)
      throw new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404)
    return policy
  }

  function version(arn: string, id: string) {
    const found = existing(arn).versions.find((each) => each.id === id)
    if (!found)
      throw new AwsError(
        'NoSuchEntity',
        `Policy ${arn} version ${id} does not exist or is not attachable.`,
        404,
      )
    return found
  }

  const newVersion = (number: number, policyDocument: string): PolicyVersion => ({
    id: `v${number}`,
    document: checkedPolicy(policyDocument, 'permissions', MAX_MANAGED),
    createdAt: new Date(clock.now()),
  })

  const shown = (arn: string) => {
    const { name, id, versions, defaultVersion } = existing(arn)
    return {
      PolicyName: name,
      PolicyId: id,
      Arn: arn,
      Path: '/',
      DefaultVersionId: defaultVersion.id,
      IsAttachable: true,
      CreateDate: versions[0]!.createdAt,
      UpdateDate: versions.at(-1)!.createdAt,
    }
  }
  const shownVersion = (arn: string, { id, createdAt }: PolicyVersion) => ({
    VersionId: id,
    IsDefaultVersion: existing(arn).defaultVersion.id === id,
    CreateDate: createdAt,
  })

  const operations: Record<string, Operation> = {
    CreatePolicy({ PolicyName, PolicyDocument }) {
      const arn = `arn:aws:iam::${account}:policy/${PolicyName}`
      if (policies.has(arn))
        throw new AwsError(
          'EntityAlreadyExists',
          `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
          409,
        )
      const first = newVersion(1, PolicyDocument)
      const id = `ANPA${randomBytes(9).toString('hex').toUpperCase().slice(0, 17)}`
      policies.set(arn, {
        name: PolicyName,
        ...{ id, versions: [first], defaultVersion: first, created: 1 },
      })
      return { Policy: shown(arn) }
    },
    GetPolicy: ({ PolicyArn }) => ({ Policy: shown(PolicyArn) }),
    GetPolicyVersion({ PolicyArn, VersionId }) {
      const found = version(PolicyArn, VersionId)
      return {
        PolicyVersion: { Document: written(found.document), ...shownVersion(PolicyArn, found) },
      }
    },
    CreatePolicyVersion({ PolicyArn, PolicyDocument, SetAsDefault = false }) {
      const policy = existing(PolicyArn)
      if (policy.versions.length >= MAX_VERSIONS)
        throw new AwsError(
          'LimitExceeded',
          `A managed policy can have up to ${MAX_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
          409,
        )
      const added = newVersion(policy.created + 1, PolicyDocument)
      policy.created++
      policy.versions.push(added)
      if (SetAsDefault) {
        policy.defaultVersion = added
        onChange(PolicyArn)
      }
      return { PolicyVersion: shownVersion(PolicyArn, added) }
    },
    DeletePolicyVersion({ PolicyArn, VersionId }) {
      const policy = existing(PolicyArn)
      const found = version(PolicyArn, VersionId)
      if (found === policy.defaultVersion)
        throw new AwsError('DeleteConflict', 'Cannot delete the default version of a policy.', 409)
      policy.versions.splice(policy.versions.indexOf(found), 1)
      return {}
    },
  }

  return { operations, document: (arn: string) => existing(arn).defaultVersion.document }
}
