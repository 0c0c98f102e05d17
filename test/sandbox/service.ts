// The interface of the emulated AWS services.

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
   * The name of the service in the signatures of its requests: connect, social-messaging, iam,
   * app-integrations, …
   */
  readonly signingName: string
  /**
   * The SDK client's module, whose exported schemas contain routes, query names, headers and
   * shapes.
   */
  readonly sdk: object
  readonly operations: Readonly<Record<string, Operation>>
  /**
   * Returns the service's condition keys, which policies may test, with their values for this call.
   */
  context?(operation: string, input: any): Readonly<Record<string, string>>
}

/**
 * An error with which an AWS service answers. `code` determines which class of error the SDK
 * throws.
 */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  /** The error's fields besides `code` and `message`. */
  readonly fields: object

  constructor(code: string, message: string, status = 400, fields: object = {}) {
    super(message)
    this.code = code
    this.status = status
    this.fields = fields
  }
}
