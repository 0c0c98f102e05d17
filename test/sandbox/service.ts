// The form of every emulated AWS service: its operations, by their names in AWS.

/** Who signed a request: an administrator, a function, or a session of a role. */
export interface Caller {
  readonly is: 'admin' | 'function' | 'role'
  /** The function's name, the role's ARN, or 'admin'. */
  readonly name: string
}

export interface Call {
  readonly caller: Caller
  readonly account: string
  readonly region: string
}

/**
 * `input` and the result have the types of the SDK: a blob is a Buffer, and a timestamp is a Date.
 */
export type Operation = (input: any, call: Call) => object | Promise<object>

export interface Service {
  /**
   * The name that requests are signed with: connect, social-messaging, iam, app-integrations, …
   * (calls to the participant service are not signed).
   */
  readonly signingName: string
  /**
   * The SDK client's module, whose exported schemas contain routes, query names, headers and
   * shapes.
   */
  readonly sdk: object
  readonly operations: Readonly<Record<string, Operation>>
  /** The service's condition keys that policies may test. */
  context?(operation: string, input: any): Readonly<Record<string, string>>
}

/** An error that an AWS service would send. The SDK chooses its error class by `code`. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  /** Further fields of the error's shape. */
  readonly fields: object

  constructor(code: string, message: string, status = 400, fields: object = {}) {
    super(message)
    this.code = code
    this.status = status
    this.fields = fields
  }
}
