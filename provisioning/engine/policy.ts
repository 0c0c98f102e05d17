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
 * Returns whether two policies are equal except for differences without effect: the order of
 * statements, Sids, and lists of one element.
 */
export const sameMeaning = (one: Policy, other: Policy) =>
  meaning(statements(one)) === meaning(statements(other))

export const sameStatement = (one: Statement, other: Statement) =>
  canonical(one) === canonical(other)

export const statements = ({ Statement }: Policy): readonly Statement[] =>
  Array.isArray(Statement) ? Statement : [Statement as Statement]

/** Replaces placeholders in a document, for example `{ACCOUNT}` and `{REGION}`. */
export const filled = <Document>(
  document: Document,
  values: Readonly<Record<string, string>>,
): Document =>
  JSON.parse(JSON.stringify(document).replace(/\{([A-Z]+)\}/g, (_, name: string) => values[name]!))

/**
 * Returns whether a statement allows the action and no unconditional statement denies it. Ignores
 * conditions, permissions boundaries and organization policies. The check finds roles that were
 * created for another purpose, but it does not find every role that IAM would refuse.
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

/** Returns whether a resource's policy allows an AWS service to perform the action. */
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
 * Returns whether a resource's policy unconditionally denies the action to everybody in the
 * account.
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

/** Returns whether a trust policy allows an AWS service to assume the role. */
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
