import { AwsError } from '../service.ts'

// The HTTP status of each error, from the SDK's error schemas.
const statuses = {
  AccessDeniedException: 403,
  ConflictException: 409,
  ContactNotFoundException: 410,
  DuplicateResourceException: 409,
  IdempotencyException: 409,
  InvalidContactFlowException: 400,
  InvalidParameterException: 400,
  InvalidRequestException: 400,
  LimitExceededException: 429,
  ResourceConflictException: 409,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 402,
  ThrottlingException: 429,
  TooManyRequestsException: 429,
  ValidationException: 400,
} as const

export type ErrorCode = keyof typeof statuses

/** Returns an error with which Connect or its participant service answers. */
export const refusal = (code: ErrorCode, message: string, fields: object = {}) =>
  new AwsError(code, message, statuses[code], fields)
