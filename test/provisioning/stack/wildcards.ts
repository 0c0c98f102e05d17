// Every resource with a wildcard in our policies, and the reason. A test fails if a policy has a
// wildcard that this list lacks, or if this list has a wildcard that no policy has.

export interface Wildcard {
  /** The resource as it is in the policy, with placeholders for account, Region and ids. */
  readonly resource: string
  /** The only actions that a policy may allow on the resource `*`. */
  readonly actions?: readonly string[]
  readonly why: string
}

export const wildcards: readonly Wildcard[] = [
  {
    resource: '*',
    actions: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsendusermessagingsocial.html
    why: 'a list of all WABAs has no resource; the service defines none for this action',
  },
  {
    resource: '*',
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
    why: 'X-Ray defines no resource for what Lambda writes when it traces',
  },
  {
    resource: 'arn:aws:social-messaging:REGION:ACCOUNT:phone-number-id/*',
    why: 'numbers are linked in the console at any time, and have ids without a pattern; ours are all of this account',
  },
  {
    resource: 'arn:aws:social-messaging:REGION:ACCOUNT:waba/*',
    why: 'WABAs are linked in the console at any time, and have ids without a pattern; ours are all of this account',
  },
  {
    resource: 'arn:aws:connect:REGION:ACCOUNT:instance/INSTANCE/*',
    why: 'contacts come into being all the time; they, users and flows are below their instance',
  },
  {
    resource: 'arn:aws:s3:::connect-whatsapp-media-ACCOUNT-REGION/uploads/*',
    why: 'objects come into being all the time; these are what agents upload',
  },
  {
    resource: 'arn:aws:s3:::connect-whatsapp-media-ACCOUNT-REGION/inbound/*',
    why: 'objects come into being all the time; these are what customers send',
  },
  {
    resource: 'arn:aws:s3:::ATTACHMENTS/*',
    why: "objects come into being all the time; these are the instance's chat attachments",
  },
  {
    resource: 'arn:aws:s3:::connect-whatsapp-media-ACCOUNT-REGION/*',
    why: 'only refused: every object of the bucket, without TLS',
  },
  {
    resource: 'arn:aws:s3:::connect-whatsapp-widget-ACCOUNT-REGION/*',
    why: 'the files of the widget, for its own CloudFront distribution; refused without TLS',
  },
  {
    resource: 'arn:aws:logs:REGION:ACCOUNT:log-group:/aws/lambda/connect-whatsapp-FUNCTION:*',
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
    why: 'log streams of the one group: Lambda names them',
  },
]
