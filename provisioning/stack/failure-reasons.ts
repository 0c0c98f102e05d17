// CloudFormation's reasons, with what to do about those that are likely.

const remedies: readonly [reason: RegExp, remedy: string][] = [
  [
    /UnreservedConcurrentExecution/,
    'The account allows few executions at once. Ask for more (Service Quotas, "Concurrent executions" of Lambda), or set reservedConcurrency to {} in the settings of the stack.',
  ],
  [
    /already exists/i,
    'Something of that name was made outside this stack, or kept from one that was deleted. Remove or rename it if it is not needed; table and bucket can be taken back with an import in CloudFormation.',
  ],
  [
    /AccessDenied|not authorized/i,
    'CloudFormation acts with your rights: connect-whatsapp permissions lists what they have to be.',
  ],
  [
    /LimitExceeded|[Qq]uota|exceeded the/,
    'A quota of the account is used up: Service Quotas in the console shows which, and asks for more.',
  ],
  [
    /issuer|openid-configuration/i,
    'API Gateway reads ISSUER/.well-known/openid-configuration when it makes the authorizer: check jwt.issuer, to the last slash.',
  ],
  [
    /Runtime|runtime parameter/,
    'Lambda does not offer this runtime in the Region yet: choose another Region.',
  ],
]

export function reasonOf(subject: string, reason: string) {
  const remedy = remedies.find(([pattern]) => pattern.test(reason))?.[1]
  return `${subject}: ${reason.trim().replace(/\.?$/, '.')}${remedy ? ` ${remedy}` : ''}`
}
