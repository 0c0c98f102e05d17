// What every thing that we set up in the customer's account by itself (not by CloudFormation) looks like.

/** A sentence a person can read before agreeing to it: "import into Connect instance sales". */
export interface Change {
  readonly action: 'create' | 'update' | 'delete'
  readonly summary: string
}

/**
 * Something in the customer's AWS account that we can bring to a desired state.
 * There is no state file: `read` looks at the account, and the account is the truth.
 */
export interface Resource<Attributes> {
  /** Which thing, in the customer's own words or AWS's id; goes before every summary. */
  readonly name: string
  /** The sentence for when nothing changes: "sends events to Connect instance sales". */
  readonly stays: string
  /** What the person who runs this must be allowed to do. */
  readonly iam: readonly string[]
  /** The live resource, or undefined when there is none. */
  read(): Promise<Attributes | undefined>
  /** Pure. No changes means the account already agrees with the configuration. Throws ConfigError for what must not be done. */
  diff(live: Attributes | undefined): Change[]
  /** Called only when there are changes. Safe to run again after a crash half-way. Returns what `read` would answer afterwards. */
  apply(live: Attributes | undefined): Promise<Attributes>
}
