// The functions compress their answers with gzip. API Gateway does not compress the answers of HTTP
// APIs, and the answer of a Lambda function may have at most 6 MB.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
import { gzipSync } from 'node:zlib'

export const zipped = (answer: object): Uint8Array<ArrayBuffer> =>
  new Uint8Array(gzipSync(JSON.stringify(answer)))
