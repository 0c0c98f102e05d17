// Checks and encodes policy documents as IAM does.
import { AwsError } from '../service.ts'
import { many, type Policy, type Statement } from './permissions.ts'

/**
 * Returns the document unchanged if IAM would store it. Otherwise throws MalformedPolicyDocument,
 * or LimitExceeded if the document has more than `longest` characters.
 */
export function checkedPolicy(
  document: string,
  kind: 'trust' | 'permissions',
  longest: number,
): string {
  const policy = parsed(document)
  const statements: readonly Statement[] = policy?.Statement ? many(policy.Statement) : []
  if (statements.length === 0) throw malformed('Syntax errors in policy.')
  for (const statement of statements) {
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny')
      throw malformed(`Syntax error at position: invalid effect ${statement.Effect}`)
    if (
      !statement.Action ||
      many(statement.Action).some((action) => action !== '*' && !/^[\w-]+:[\w*?]+$/.test(action))
    )
      throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.')
    if (kind === 'trust' && !statement.Principal)
      throw malformed('Missing required field Principal')
    if (kind === 'trust' && statement.Resource) throw malformed('Has prohibited field Resource')
    if (kind === 'permissions' && statement.Principal)
      throw malformed('Policy document should not specify a principal.')
    if (kind === 'permissions' && !statement.Resource)
      throw malformed('Policy statement must contain resources.')
  }
  // The length is measured without white space, which does not count toward IAM's limit.
  if (JSON.stringify(policy).length > longest)
    throw new AwsError('LimitExceeded', `Maximum policy size of ${longest} bytes exceeded`, 409)
  return document
}

function parsed(document: string): Policy | undefined {
  try {
    return JSON.parse(document)
  } catch {
    throw malformed('This policy contains invalid Json')
  }
}

const malformed = (message: string) => new AwsError('MalformedPolicyDocument', message)

/** Returns the document as IAM does: percent-encoded (RFC 3986). */
export const written = (document: string) =>
  encodeURIComponent(document).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
