// The identities that sign requests to AWS. A request with an unknown access key comes from an
// administrator.
import { randomBytes } from 'node:crypto'
import type { Caller } from '../service.ts'
import { AwsError } from '../service.ts'
import { decide, type Policy } from './permissions.ts'

interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
}

export interface Identity {
  readonly caller: Caller
  /** The caller's ARN, which AWS writes into its error messages. */
  readonly arn: string
  /** Undefined for an administrator, whose signatures the sandbox does not check. */
  readonly secret: string | undefined
  /**
   * Returns the permissions of the identity, or undefined if the identity may do everything. This
   * function is called for every request, because a role's policies may change.
   */
  readonly policies: () => readonly Policy[] | undefined
  /** Stops the execution environment that uses these credentials, as if its process had crashed. */
  readonly crash: (() => void) | undefined
  /** Called with every permission that the identity has used and that its policies allowed. */
  readonly used: (action: string, resource: string) => void
}

/** A permission that a caller used. */
export interface Use {
  readonly caller: Caller
  readonly action: string
  readonly resource: string
}

export interface Identities {
  /**
   * Creates credentials for one execution environment of a function, or for one session of a role.
   * The credentials stay valid after the environment or session has ended: presigned URLs that it
   * created are still in use.
   */
  create(identity: Omit<Identity, 'secret' | 'used'>): Credentials
  of(accessKeyId: string | undefined): Identity
  /**
   * Registers a function that is called for every permission that a caller other than an
   * administrator uses.
   */
  onUse(tell: (use: Use) => void): void
}

export function createIdentities(account: string): Identities {
  const known = new Map<string, Identity>()
  const listeners: ((use: Use) => void)[] = []
  const admin: Identity = {
    caller: { is: 'admin', name: 'admin' },
    arn: `arn:aws:iam::${account}:user/admin`,
    secret: undefined,
    policies: () => undefined,
    crash: undefined,
    used: () => {},
  }
  return {
    create(identity) {
      const accessKeyId = `ASIA${randomBytes(10).toString('hex').toUpperCase().slice(0, 16)}`
      const secretAccessKey = randomBytes(30).toString('base64')
      const used = (action: string, resource: string) => {
        for (const tell of listeners) tell({ caller: identity.caller, action, resource })
      }
      known.set(accessKeyId, { ...identity, secret: secretAccessKey, used })
      return { accessKeyId, secretAccessKey, sessionToken: randomBytes(48).toString('base64') }
    },
    of: (accessKeyId) => known.get(accessKeyId ?? '') ?? admin,
    onUse: (tell) => void listeners.push(tell),
  }
}

/**
 * Throws AccessDeniedException with AWS's message unless the identity may do `action` on every
 * resource.
 */
export function authorize(
  identity: Identity,
  action: string,
  resources: readonly string[],
  context: Readonly<Record<string, string>> = {},
) {
  const policies = identity.policies()
  if (!policies) return
  for (const resource of resources) {
    const decision = decide(policies, { action, resource, context })
    if (decision === 'allowed') {
      identity.used(action, resource)
      continue
    }
    const why =
      decision === 'denied'
        ? 'with an explicit deny in an identity-based policy'
        : `because no identity-based policy allows the ${action} action`
    throw new AwsError(
      'AccessDeniedException',
      `User: ${identity.arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
      403,
    )
  }
}
