// Compares IAM policy documents, and evaluates whether they allow an action.

type OneOrMore = string | readonly string[]

export interface Statement {
  Sid?: string
  Effect: string
  Principal?: '*' | Readonly<Record<string, OneOrMore>>
  Action?: OneOrMore
  Resource?: OneOrMore
  Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>
}

export interface Policy {
  Version?: string
  Id?: string
  Statement: Statement | readonly Statement[]
}

/**
 * Returns whether two policies differ only in their order, Sids and one-element lists, which have
 * no effect.
 */
export const sameMeaning = (one: Policy, other: Policy) =>
  meaning(statements(one)) === meaning(statements(other))

export const sameStatement = (one: Statement, other: Statement) =>
  canonical(one) === canonical(other)

export const statements = ({ Statement }: Policy): readonly Statement[] =>
  Array.isArray(Statement) ? Statement : [Statement as Statement]

/** Replaces placeholders such as `{ACCOUNT}` and `{REGION}` in a document. */
export const filled = <Document>(
  document: Document,
  values: Readonly<Record<string, string>>,
): Document =>
  JSON.parse(JSON.stringify(document).replace(/\{([A-Z]+)\}/g, (_, name: string) => values[name]!))

/**
 * True when a statement allows the action and no unconditional statement denies it. The check
 * ignores permissions boundaries, conditions and organization policies. The check therefore detects
 * roles that were created for another purpose, but not every role that IAM would refuse.
 */
export function allows(policies: readonly Policy[], action: string): boolean {
  const about = policies
    .flatMap(statements)
    .filter(({ Action }) => list(Action).some((pattern) => matches(pattern, action)))
  return (
    about.some(({ Effect }) => Effect === 'Allow') &&
    !about.some(({ Effect, Condition }) => Effect === 'Deny' && !Condition)
  )
}

/** Whether the policy of a resource allows an AWS service to perform the action. */
export const letsIn = (policy: Policy, service: string, action: string): boolean =>
  allows(
    [
      {
        Statement: statements(policy).filter(
          ({ Principal }) =>
            Principal === '*' ||
            (typeof Principal === 'object' && list(Principal.Service).includes(service)),
        ),
      },
    ],
    action,
  )

/**
 * Whether a policy of a resource denies the action to everybody in the account, without a condition.
 */
export const denies = (policy: Policy, account: string, action: string): boolean =>
  statements(policy).some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === 'Deny' &&
      !Condition &&
      list(Action).some((pattern) => matches(pattern, action)) &&
      (typeof Principal === 'object' ? list(Principal.AWS) : list(Principal)).some((principal) =>
        ['*', account, `arn:aws:iam::${account}:root`].includes(principal),
      ),
  )

/** Whether a trust policy lets an AWS service assume the role. */
export const trusts = (trust: Policy, service: string): boolean =>
  letsIn(trust, service, 'sts:AssumeRole')

const list = (value: OneOrMore | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

const matches = (pattern: string, action: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  ).test(action)

const meaning = (all: readonly Statement[]) => all.map(canonical).sort().join('\n')

const canonical = ({ Sid, ...statement }: Statement) => JSON.stringify(sorted(statement))

function sorted(value: unknown): unknown {
  if (typeof value !== 'object') return [String(value)]
  if (Array.isArray(value)) return value.map(String).sort()
  return Object.entries(value as object)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)])
}
