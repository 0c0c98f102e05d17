// What every emulated AWS service is made of: operations by AWS's own names.

/** Who signed a request: an administrator, one of our functions, or a role somebody assumed. */
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

/** `input` has the shape of the SDK's own input type: blobs are Buffers, timestamps Dates. So has the answer. */
export type Operation = (input: any, call: Call) => object | Promise<object>

export interface Service {
  /** The name requests are signed with: connect, social-messaging, iam, app-integrations, … (participant calls are unsigned) */
  readonly signingName: string
  /** The SDK client's module: its exported schemas give routes, query names, headers and shapes. */
  readonly sdk: object
  readonly operations: Readonly<Record<string, Operation>>
  /** Condition keys of the service that policies may ask about. */
  context?(operation: string, input: any): Readonly<Record<string, string>>
}

/** An error a real AWS service would answer with; the SDK rebuilds its own class from `code`. */
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
