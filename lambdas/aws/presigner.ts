// Signs S3 URLs that a browser calls.
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
  /** Throws UpstreamFailure when the credentials for signing cannot be obtained. */
  sign<Input extends GetObjectCommandInput | PutObjectCommandInput>(
    operation: string,
    command: Sign<Input>[1],
    options: Sign<Input>[2],
  ): Promise<string>
}

export function presigner(): Presigner {
  // Checksums are included only where they are asked for. By default the SDK would sign the
  // checksum of an empty body into the URL.
  const s3 = new S3Client({
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return {
    sign: (operation, command, options) => calling(operation, getSignedUrl(s3, command, options)),
  }
}
