// Checks and encodes policy documents as IAM does.
import { AwsError } from '../service.ts'
import { many, type Policy, type Statement } from './permissions.ts'

/**
 * Parses a document. Throws MalformedPolicyDocument if IAM would not store the document, and
 * LimitExceeded if it is too long.
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
  // As in IAM, white space does not count toward the limit.
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

/** The form in which IAM returns a document: percent-encoded (RFC 3986). */
export const written = (document: string) =>
  encodeURIComponent(document).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
