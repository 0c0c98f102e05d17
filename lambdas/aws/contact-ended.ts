import {
  ContactNotFoundException,
  InvalidParameterException,
  InvalidRequestException,
  ResourceNotFoundException,
} from '@aws-sdk/client-connect'

/**
 * The exceptions with which Connect refuses to change or stop a contact that has ended or no longer
 * exists. AWS does not document which of these exceptions Connect throws.
 */
export const CONTACT_ENDED = [
  ContactNotFoundException,
  InvalidParameterException,
  InvalidRequestException,
  ResourceNotFoundException,
] as const
