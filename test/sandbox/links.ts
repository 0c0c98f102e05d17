// How the sandbox's services reach each other behind the scenes, where the real ones use AWS's internals.

/** What any emulated service may ask of AWS on its own behalf. */
export interface AwsApi {
  /**
   * Publishes to a standard topic as a service principal. Throws AwsError AuthorizationError when the topic's policy does
   * not let `principal` publish with this SourceArn and our account. Faults may duplicate, delay or swap what is delivered.
   */
  publish(
    topicArn: string,
    message: string,
    attributes: Readonly<Record<string, string>>,
    as: { principal: string; sourceArn: string },
  ): Promise<void>
  /** Reads an object, for a service acting with its caller's or its own rights. Throws AwsError NoSuchKey / NoSuchBucket. */
  readObject(bucket: string, key: string): Promise<{ body: Buffer; contentType: string }>
  writeObject(bucket: string, key: string, body: Buffer, contentType: string): Promise<void>
  /**
   * A presigned URL as AWS would make it (`https://bucket.s3.region.amazonaws.com/key?X-Amz-…`); `headers` are signed too.
   * The token of temporary credentials, which stands in it, has no fixed length: `tokenLength` characters at least.
   */
  presign(
    method: 'GET' | 'PUT',
    bucket: string,
    key: string,
    expirySeconds: number,
    headers?: Readonly<Record<string, string>>,
    tokenLength?: number,
  ): Promise<string>
  /** Fetches an https://….amazonaws.com URL through the front door, signature and expiry checked there. */
  fetch(
    url: string,
    init?: { method?: string; headers?: Record<string, string>; body?: Buffer },
  ): Promise<{ status: number; headers: Headers; body: Buffer }>
  /** Puts an event on the default bus: rules, then their targets. Best effort, as documented: faults may lose or repeat it. */
  emit(event: { source: string; detailType: string; detail: object; resources?: string[] }): void
  /** Whether `principal` may assume the role and the role's policies allow every action on the resource. Undefined, or why not. */
  roleRefuses(
    roleArn: string,
    principal: string,
    actions: readonly string[],
    resource: string,
  ): string | undefined
  /** Throws AccessDeniedException unless whoever is being answered may pass the role. */
  authorizePassing(roleArn: string, toService: string): void
  /** Invokes a function from a flow (Lambda block): the ContactFlowEvent in, its answer out; throws when it fails or takes over 8 s. */
  invokeFunction(arn: string, event: object): Promise<unknown>
}

/** A customer's message as WhatsApp's webhook describes it (`from`, `id`, `timestamp`, `type`, …), with who wrote it. */
export interface InboundMessage {
  phoneNumberArn: string
  /** The business number, E.164 with +. */
  businessNumber: string
  customer: { number?: string; userId?: string; name?: string }
  message: { id: string; timestamp: string; type: string } & Record<string, unknown>
}

/** Connect, as social messaging sees it when a WABA's event destination is an instance. */
export interface ConnectIntegration {
  /** Throws AwsError when there is no such instance. Called on PutWhatsAppBusinessAccountEventDestinations and for every event. */
  instanceExists(instanceArn: string): boolean
  /** connect:ImportPhoneNumber, called by social messaging through the two-way channel role. Takes a while; safe to repeat. */
  importPhoneNumber(
    instanceArn: string,
    source: { phoneNumberArn: string; number: string; displayName: string },
  ): void
  /** connect:SendIntegrationEvent: a customer's message, or a status of a message Connect sent. */
  receive(
    instanceArn: string,
    event:
      | { inbound: InboundMessage }
      | { status: { messageId: string; status: string; errors?: object[] } },
  ): Promise<void>
}

/** Social messaging, as Connect sees it on a native number (its service-linked role, numbers tagged AmazonConnectEnabled). */
export interface NativeChannel {
  phoneNumber(
    arn: string,
  ): { number: string; displayName: string; connectEnabled: boolean } | undefined
  /** Marks the number as imported (the tag AmazonConnectEnabled=True). */
  tag(phoneNumberArn: string): void
  /** `message` is Cloud API JSON. Answers at once; failures come later as a status. */
  send(phoneNumberArn: string, message: object): { messageId: string }
  postMedia(phoneNumberArn: string, body: Buffer, mimeType: string): { mediaId: string }
  getMedia(
    phoneNumberArn: string,
    mediaId: string,
  ): { body: Buffer; mimeType: string; fileName?: string }
}
