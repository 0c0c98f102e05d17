// Evaluates policy documents as IAM does within one account: an explicit Deny wins, and without an
// Allow nothing is permitted. NotAction, NotResource, policy variables, permissions boundaries and
// session policies are not evaluated, because nothing in the sandbox uses them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

type Many<T> = T | readonly T[]

export interface Statement {
  Sid?: string
  Effect: 'Allow' | 'Deny'
  Action: Many<string>
  Resource?: Many<string>
  Principal?: '*' | Record<string, Many<string>>
  Condition?: Record<string, Record<string, Many<string>>>
}

export interface Policy {
  Version?: string
  Statement: Many<Statement>
}

export interface Attempt {
  action: string
  resource: string
  /** The caller's name in policies: a service (`connect.amazonaws.com`) or an ARN. */
  principal?: string
  /** The condition keys and their values, such as aws:SourceArn and aws:SourceAccount. */
  context?: Readonly<Record<string, string>>
}

export type Decision = 'allowed' | 'denied' | 'not allowed'

export function decide(policies: readonly Policy[], attempt: Attempt): Decision {
  const applying = policies
    .flatMap((policy) => many(policy.Statement))
    .filter((statement) => applies(statement, attempt))
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'denied'
  return applying.length > 0 ? 'allowed' : 'not allowed'
}

function applies(
  { Action, Resource, Principal, Condition }: Statement,
  { action, resource, principal, context = {} }: Attempt,
) {
  return (
    many(Action).some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
    (Resource === undefined || many(Resource).some((pattern) => like(pattern, resource))) &&
    (Principal === undefined || names(Principal, principal)) &&
    Object.entries(Condition ?? {}).every(([operator, keys]) => holds(operator, keys, context))
  )
}

function names(principal: NonNullable<Statement['Principal']>, who: string | undefined) {
  if (principal === '*') return true
  return Object.values(principal).some((listed) =>
    many(listed).some((one) => one === '*' || one === who || isAccountOf(one, who)),
  )
}

// A policy's principal that is an account, or an account's root user, stands for every identity in
// the account.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
function isAccountOf(listed: string, who: string | undefined) {
  const account = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(listed)?.[1]
  return account !== undefined && who?.split(':')[4] === account
}

function holds(
  operator: string,
  keys: Record<string, Many<string>>,
  context: Readonly<Record<string, string>>,
) {
  const known = Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]),
  )
  return Object.entries(keys).every(([key, expected]) => {
    const value = known[key.toLowerCase()]
    if (operator.endsWith('IfExists') && value === undefined) return true
    const compare = comparisons[operator.replace(/IfExists$/, '')]
    if (!compare)
      throw new Error(`the sandbox does not evaluate the condition operator ${operator}`)
    return value !== undefined && many(expected).some((one) => compare(one, value))
  })
}

const comparisons: Record<string, (expected: string, value: string) => boolean> = {
  StringEquals: (expected, value) => expected === value,
  StringLike: like,
  // AWS treats ArnEquals like ArnLike.
  ArnEquals: like,
  ArnLike: like,
}

const patterns = new Map<string, RegExp>()

/** Matches a pattern in which `*` stands for any characters and `?` for one character. */
function like(pattern: string, value: string) {
  let compiled = patterns.get(pattern)
  if (!compiled) {
    compiled = new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
      's',
    )
    patterns.set(pattern, compiled)
  }
  return compiled.test(value)
}

export const many = <T>(value: Many<T>): readonly T[] =>
  Array.isArray(value) ? value : [value as T]
