// The interface of all resources that connect-whatsapp manages in the administrator's AWS account
// without CloudFormation.

/**
 * A change of a resource. `summary` is a sentence that a person can read before agreeing to the
 * change: "import into Connect instance sales".
 */
export interface Change {
  readonly action: 'create' | 'update' | 'delete'
  readonly summary: string
}

/**
 * A resource in the administrator's AWS account, with functions that bring it to the configured
 * state. There is no state file: `read` reads the current state from the account.
 */
export interface Resource<Attributes> {
  /** The resource's name or AWS id, which is printed before each summary. */
  readonly name: string
  /**
   * The summary if the resource does not change, for example "sends events to Connect instance
   * sales".
   */
  readonly stays: string
  /** The IAM actions that are needed to read and change the resource. */
  readonly iam: readonly string[]
  /** Returns the resource in the account, or undefined if it does not exist. */
  read(): Promise<Attributes | undefined>
  /**
   * Compares the resource in the account with the configuration, without any call. Returns an empty
   * list if the resource agrees with the configuration. Throws ConfigError for a change that is not
   * allowed.
   */
  diff(live: Attributes | undefined): Change[]
  /**
   * Makes the changes. Called only if there are changes. Safe to repeat after an interruption.
   * Returns what `read` would return afterwards.
   */
  apply(live: Attributes | undefined): Promise<Attributes>
}
