// The interface of every resource that we manage in the customer's account without CloudFormation.

/**
 * The summary of a change is a sentence that a person can read before agreeing to it: "import into
 * Connect instance sales".
 */
export interface Change {
  readonly action: 'create' | 'update' | 'delete'
  readonly summary: string
}

/**
 * A resource in the customer's AWS account that can be brought to the configured state. There is no
 * state file: `read` always reads the current state from the account.
 */
export interface Resource<Attributes> {
  /** The name or AWS id of the resource, which is printed before each summary. */
  readonly name: string
  /** The summary if the resource does not change: "sends events to Connect instance sales". */
  readonly stays: string
  /** The IAM actions that reading and changing the resource needs. */
  readonly iam: readonly string[]
  /** The live resource, or undefined when there is none. */
  read(): Promise<Attributes | undefined>
  /**
   * Compares the live resource with the configuration, without any call. An empty list means that
   * they agree. Throws ConfigError for a change that must not be made.
   */
  diff(live: Attributes | undefined): Change[]
  /**
   * Makes the changes. `apply` is called only if there are changes, and can be repeated after an
   * interruption. Returns the same as `read` would return afterwards.
   */
  apply(live: Attributes | undefined): Promise<Attributes>
}
