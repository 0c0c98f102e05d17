// Remedies for the most likely reasons why CloudFormation fails.

const remedies: readonly [reason: RegExp, remedy: string][] = [
  [
    /UnreservedConcurrentExecution/,
    'The account allows few concurrent executions. Request a higher quota (Service Quotas, "Concurrent executions" of Lambda), or set stack.reservedConcurrency to {}.',
  ],
  [
    /must be verified before you can add new CloudFront/i,
    'AWS verifies new accounts before CloudFront serves anything from them: open a case with AWS Support (Account and billing) that asks for it, and run this again once it is granted.',
  ],
  [
    /was not found|does not exist/i,
    'Somebody deleted this resource, and CloudFormation cannot create it again in place. Run "connect-whatsapp destroy", which keeps the data, then "connect-whatsapp apply".',
  ],
  [
    /already exists/i,
    'A resource of that name was created outside this stack, or was retained when an earlier stack was deleted. Delete it if it is not needed. CloudFormation can import a retained table or bucket into the stack.',
  ],
  [
    /AccessDenied|not authorized/i,
    'CloudFormation acts with your permissions. Run "connect-whatsapp permissions apply" for the policy that you need.',
  ],
  [
    /LimitExceeded|[Qq]uota|exceeded the/,
    'A quota of the account is exceeded. Raise it in Service Quotas.',
  ],
  [
    /issuer|openid-configuration/i,
    'API Gateway reads ISSUER/.well-known/openid-configuration when it creates the authorizer. Check identityProvider.issuer, including a slash at its end.',
  ],
  [
    /Runtime|runtime parameter/,
    'Lambda does not offer this runtime in the Region yet. Choose another Region.',
  ],
]

export function reasonOf(subject: string, reason: string) {
  const remedy = remedies.find(([pattern]) => pattern.test(reason))?.[1]
  return `${subject}: ${reason.trim().replace(/\.?$/, '.')}${remedy ? ` ${remedy}` : ''}`
}
