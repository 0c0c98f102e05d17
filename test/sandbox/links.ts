// The interfaces through which the emulated services call each other. In AWS, the corresponding
// interfaces are internal.

/** The calls that an emulated service makes on its own behalf. */
export interface AwsApi {
  /**
   * Publishes to a standard topic as the service `principal`. Throws AwsError AuthorizationError
   * unless the topic's policy lets `principal` publish with `sourceArn` as aws:SourceArn and this
   * account as aws:SourceAccount. A fault may duplicate, delay, swap or lose the delivery.
   */
  publish(
    topicArn: string,
    message: string,
    attributes: Readonly<Record<string, string>>,
    as: { principal: string; sourceArn: string },
  ): Promise<void>
  /**
   * Registers a function that is called for every message that an administrator publishes to a
   * topic.
   */
  onPublished(listener: (topicArn: string, message: string) => void): void
  /**
   * Reads an object for the AWS service that is handling a call. Social messaging needs the
   * permissions of its caller; the other services use their own. Throws AwsError NoSuchKey or
   * NoSuchBucket.
   */
  readObject(bucket: string, key: string): Promise<{ body: Buffer; contentType: string }>
  writeObject(bucket: string, key: string, body: Buffer, contentType: string): Promise<void>
  /**
   * Returns a presigned URL in the form of AWS
   * (`https://bucket.s3.region.amazonaws.com/key?X-Amz-…`). `headers` are signed as well. The URL
   * contains a session token of at least `tokenLength` characters: AWS does not document the length
   * of these tokens.
   */
  presign(
    method: 'GET' | 'PUT',
    bucket: string,
    key: string,
    expirySeconds: number,
    headers?: Readonly<Record<string, string>>,
    tokenLength?: number,
  ): Promise<string>
  /**
   * Fetches an https://….amazonaws.com URL from the sandbox's HTTP server for all AWS services,
   * which checks the URL's signature and expiry.
   */
  fetch(
    url: string,
    init?: { method?: string; headers?: Record<string, string>; body?: Buffer },
  ): Promise<{ status: number; headers: Headers; body: Buffer }>
  /**
   * Puts an event on the default event bus. Every matching rule sends the event to its targets.
   * EventBridge delivers on a best-effort basis, so a fault may lose or duplicate a delivery.
   */
  emit(event: { source: string; detailType: string; detail: object; resources?: string[] }): void
  /**
   * Returns why `principal` may not assume the role, or which action the role's policies do not
   * allow on the resource. Returns undefined if everything is allowed.
   */
  roleRefuses(
    roleArn: string,
    principal: string,
    actions: readonly string[],
    resource: string,
  ): string | undefined
  /** Throws AccessDeniedException unless the current caller may pass the role to the service. */
  authorizePassing(roleArn: string, toService: string): void
  /**
   * Invokes a function as a flow's "AWS Lambda function" block does, and returns the function's
   * response. Throws if the function fails or takes more than 8 seconds.
   */
  invokeFunction(arn: string, event: object): Promise<unknown>
}

/**
 * A customer's message as WhatsApp's webhook describes it (`from`, `id`, `timestamp`, `type`, …),
 * with its sender.
 */
export interface InboundMessage {
  phoneNumberArn: string
  /** The business number in E.164 with +. */
  businessNumber: string
  customer: { number?: string; userId?: string; name?: string }
  message: { id: string; timestamp: string; type: string } & Record<string, unknown>
}

/**
 * The operations of Connect that social messaging calls when an instance is the event destination
 * of a WABA.
 */
export interface ConnectIntegration {
  /**
   * Returns whether the instance exists. Social messaging asks when the event destination is set,
   * and again for every event.
   */
  instanceExists(instanceArn: string): boolean
  /**
   * Imports a phone number (connect:ImportPhoneNumber), under the two-way channel role. Returns
   * before the import has finished. A repeated call for the same number has no further effect.
   */
  importPhoneNumber(
    instanceArn: string,
    source: { phoneNumberArn: string; number: string; displayName: string },
  ): void
  /**
   * Passes on a customer's message, or the status of a message that Connect sent
   * (connect:SendIntegrationEvent).
   */
  receive(
    instanceArn: string,
    event:
      | { inbound: InboundMessage }
      | { status: { messageId: string; status: string; errors?: object[] } },
  ): Promise<void>
}

/**
 * The operations of social messaging that Connect calls for an imported number, under Connect's
 * service-linked role. The number must have the tag AmazonConnectEnabled.
 */
export interface NativeChannel {
  phoneNumber(
    arn: string,
  ): { number: string; displayName: string; connectEnabled: boolean } | undefined
  /** Sets the tag AmazonConnectEnabled=True, which marks the number as imported. */
  tag(phoneNumberArn: string): void
  /**
   * Sends a Cloud API message. Returns before WhatsApp has delivered the message: a failed delivery
   * is reported later, as a status.
   */
  send(phoneNumberArn: string, message: object): { messageId: string }
  postMedia(phoneNumberArn: string, body: Buffer, mimeType: string): { mediaId: string }
  getMedia(
    phoneNumberArn: string,
    mediaId: string,
  ): { body: Buffer; mimeType: string; fileName?: string }
}
