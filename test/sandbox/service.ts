// Every emulated AWS service has this form: its operations, each under the name that AWS uses.

/** The signer of a request: an administrator, a function, or a session of a role. */
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

/** `input` and the result have the SDK's own types: blobs are Buffers, timestamps are Dates. */
export type Operation = (input: any, call: Call) => object | Promise<object>

export interface Service {
  /**
   * The name with which requests are signed: connect, social-messaging, iam, app-integrations, …
   * (participant calls are unsigned)
   */
  readonly signingName: string
  /** The SDK client's module: its exported schemas give routes, query names, headers and shapes. */
  readonly sdk: object
  readonly operations: Readonly<Record<string, Operation>>
  /** The condition keys of the service that policies may use. */
  context?(operation: string, input: any): Readonly<Record<string, string>>
}

/** An error that a real AWS service would send. The SDK derives its own class from `code`. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  /** Further fields of the error's shape, as the service would send them. */
  readonly fields: object

  constructor(code: string, message: string, status = 400, fields: object = {}) {
    super(message)
    this.code = code
    this.status = status
    this.fields = fields
  }
}
