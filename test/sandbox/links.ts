// The interfaces through which the emulated services call each other. The real services use AWS's
// internals.

/** The calls that an emulated service makes on its own behalf. */
export interface AwsApi {
  /**
   * Publishes to a standard topic as a service principal. Throws AwsError AuthorizationError if the
   * topic's policy does not let `principal` publish with this SourceArn and our account. Faults may
   * duplicate, delay or swap deliveries.
   */
  publish(
    topicArn: string,
    message: string,
    attributes: Readonly<Record<string, string>>,
    as: { principal: string; sourceArn: string },
  ): Promise<void>
  /** Calls back for every message that an administrator publishes to a topic. */
  onPublished(listener: (topicArn: string, message: string) => void): void
  /**
   * Reads an object on behalf of an AWS service, with the permissions of the service's caller or with
   * those of the service. Throws AwsError NoSuchKey or NoSuchBucket.
   */
  readObject(bucket: string, key: string): Promise<{ body: Buffer; contentType: string }>
  writeObject(bucket: string, key: string, body: Buffer, contentType: string): Promise<void>
  /**
   * Returns a presigned URL as AWS makes it (`https://bucket.s3.region.amazonaws.com/key?X-Amz-…`).
   * `headers` are signed too. The URL contains the token of temporary credentials, whose length is
   * not fixed: it has at least `tokenLength` characters.
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
   * Fetches an https://….amazonaws.com URL through the front door, which checks signature and
   * expiry.
   */
  fetch(
    url: string,
    init?: { method?: string; headers?: Record<string, string>; body?: Buffer },
  ): Promise<{ status: number; headers: Headers; body: Buffer }>
  /**
   * Puts an event on the default bus, whose rules send it to their targets. The delivery is best
   * effort, as documented: faults may lose or repeat the event.
   */
  emit(event: { source: string; detailType: string; detail: object; resources?: string[] }): void
  /**
   * Checks whether `principal` may assume the role and whether the role's policies allow every
   * action on the resource. Returns undefined if both are so, otherwise the reason.
   */
  roleRefuses(
    roleArn: string,
    principal: string,
    actions: readonly string[],
    resource: string,
  ): string | undefined
  /** Throws AccessDeniedException unless the current caller may pass the role. */
  authorizePassing(roleArn: string, toService: string): void
  /**
   * Invokes a function from a flow (Lambda block) with the ContactFlowEvent, and returns its
   * response. Throws if the function fails or takes over 8 s.
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

/** Connect, as social messaging sees it when a WABA's event destination is an instance. */
export interface ConnectIntegration {
  /**
   * Throws AwsError if there is no such instance. The check is made when
   * PutWhatsAppBusinessAccountEventDestinations is called, and again for every event.
   */
  instanceExists(instanceArn: string): boolean
  /**
   * connect:ImportPhoneNumber, which social messaging calls through the two-way channel role. The
   * import takes a while, and a repeated call has no further effect.
   */
  importPhoneNumber(
    instanceArn: string,
    source: { phoneNumberArn: string; number: string; displayName: string },
  ): void
  /**
   * connect:SendIntegrationEvent with a customer's message, or with the status of a message that
   * Connect sent.
   */
  receive(
    instanceArn: string,
    event:
      | { inbound: InboundMessage }
      | { status: { messageId: string; status: string; errors?: object[] } },
  ): Promise<void>
}

/**
 * Social messaging as Connect calls it for a native number, with its service-linked role and for
 * numbers with the tag AmazonConnectEnabled.
 */
export interface NativeChannel {
  phoneNumber(
    arn: string,
  ): { number: string; displayName: string; connectEnabled: boolean } | undefined
  /** Marks the number as imported (the tag AmazonConnectEnabled=True). */
  tag(phoneNumberArn: string): void
  /** `message` is Cloud API JSON. The call returns at once, and failures come later as a status. */
  send(phoneNumberArn: string, message: object): { messageId: string }
  postMedia(phoneNumberArn: string, body: Buffer, mimeType: string): { mediaId: string }
  getMedia(
    phoneNumberArn: string,
    mediaId: string,
  ): { body: Buffer; mimeType: string; fileName?: string }
}
