// Signs S3 URLs for requests from a browser.
import {
  type GetObjectCommandInput,
  type PutObjectCommandInput,
  S3Client,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { calling } from './failure.ts'

type Sign<Input extends GetObjectCommandInput | PutObjectCommandInput> = Parameters<
  typeof getSignedUrl<ServiceInputTypes, Input, ServiceOutputTypes>
>

export interface Presigner {
  /** Signs a request. Throws UpstreamFailure if the credentials for signing are not available. */
  sign<Input extends GetObjectCommandInput | PutObjectCommandInput>(
    operation: string,
    command: Sign<Input>[1],
    options: Sign<Input>[2],
  ): Promise<string>
}

export function presigner(): Presigner {
  // By default, the SDK adds the checksum of an empty body to a presigned URL, so that S3 would
  // refuse every upload. With WHEN_REQUIRED, a URL contains a checksum only if the request
  // specifies one.
  const s3 = new S3Client({
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return {
    sign: (operation, command, options) => calling(operation, getSignedUrl(s3, command, options)),
  }
}
