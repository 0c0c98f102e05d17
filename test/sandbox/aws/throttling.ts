// The error with which each AWS service answers a throttled call.
import { AwsError } from '../service.ts'

const errors: Record<string, [code: string, status: number]> = {
  // https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_SendWhatsAppMessage.html#API_SendWhatsAppMessage_Errors
  'social-messaging': ['ThrottledRequestException', 429],
  // https://docs.aws.amazon.com/connect/latest/APIReference/API_DescribeContact.html#API_DescribeContact_Errors
  connect: ['ThrottlingException', 429],
  participant: ['ThrottlingException', 429],
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
  dynamodb: ['ThrottlingException', 400],
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  s3: ['SlowDown', 503],
  sqs: ['RequestThrottled', 400],
  iam: ['Throttling', 400],
  sts: ['Throttling', 400],
  sns: ['Throttled', 429],
}

export function throttlingOf(signingName: string): AwsError {
  const [code, status] = errors[signingName] ?? ['ThrottlingException', 429]
  return new AwsError(code, 'Rate exceeded', status)
}
