// The services, settings and state that all parts of the emulated Connect share.
import type { Clock } from '../clock.ts'
import { type GuessValues, usualValues } from '../guesses.ts'
import type { AwsApi, NativeChannel } from '../links.ts'
import { instanceArnOf, type World, worldsOf } from '../world.ts'
import { refusal } from './errors.ts'
import type {
  Attachment,
  Chat,
  Contact,
  Flow,
  Item,
  Participant,
  PhoneNumber,
  Task,
} from './records.ts'
import { foreignNumbers, worldFlows } from './seeds.ts'

/** The settings are read at each use, so they may be changed while the sandbox runs. */
export interface ConnectSettings {
  /** Whether calls above the rates of `throttles.ts` are refused. */
  throttle: boolean
  /**
   * The factor by which the rates of `throttles.ts` are multiplied: AWS can raise an account's
   * rates on request.
   */
  rateFactor: number
  /**
   * The time, in milliseconds of virtual time, from the start of a number's import until its status
   * is CLAIMED or FAILED.
   */
  importMs: number
  /**
   * The time, in milliseconds of virtual time, from CompleteAttachmentUpload until the file's
   * status is APPROVED or REJECTED.
   */
  scanMs: number
  /** Returns whether the attachment scanner approves the file. */
  approves: (file: { name: string; contentType: string; body: Buffer }) => boolean
  // https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
  phoneNumbersPerInstance: number
  concurrentChats: number
}

export interface ConnectSetup {
  clock: Clock
  world: World
  api: AwsApi
  /** Returns the emulated social messaging, which is created after this object. */
  native: () => NativeChannel
  /**
   * The ARNs of the functions that a flow's "AWS Lambda function" blocks call, in order, by the
   * flow's id.
   */
  lambdaBlocks?: Readonly<Record<string, readonly string[]>>
  /**
   * The ARN of the other instance that has imported a number, by the number's ARN in social
   * messaging.
   */
  importedElsewhere?: Readonly<Record<string, string>>
  /** Returns whether the application exists in AppIntegrations. */
  applicationExists?: (arn: string) => boolean
  settings?: Partial<ConnectSettings>
  guesses?: GuessValues
}

/** An action that Connect ignored or could not perform without reporting an error. */
export interface Remark {
  readonly at: Date
  readonly what: string
  readonly about: string
}

export interface Core
  extends Required<Pick<ConnectSetup, 'clock' | 'world' | 'api' | 'native' | 'applicationExists'>> {
  readonly settings: ConnectSettings
  /** The chosen values of details that AWS does not document. */
  readonly guesses: GuessValues
  readonly instanceArn: string
  readonly numbers: Map<string, PhoneNumber>
  readonly flows: Map<string, Flow>
  /** The tags of each user, by user id. */
  readonly userTags: Map<string, Record<string, string>>
  /** The flow of each imported number, by the number's ARN in social messaging. */
  readonly flowOfNumber: Map<string, Flow>
  readonly lambdaFunctions: Set<string>
  /** The ids of the agents whose status is Offline. They do not count as staffed agents. */
  readonly away: Set<string>
  readonly contacts: Map<string, Contact>
  /** The contacts of channel TASK, by id. */
  readonly tasks: Map<string, Task>
  readonly attachments: Map<string, Attachment>
  /** The participant and connection tokens that were issued. */
  readonly tokens: Map<string, Token>
  /**
   * The chat and the item of each message that Connect sent to WhatsApp, by the message's id in
   * WhatsApp.
   */
  readonly delivered: Map<string, { chat: Chat; itemId: string }>
  /**
   * Functions that are called for every item and event of every chat, in order. They update what
   * the agents' Contact Control Panels show.
   */
  readonly listeners: Set<(item: Item) => void>
  readonly remarks: Remark[]
  remark(what: string, about: string): void
  /**
   * Tracks work in the background, and records a remark if the work fails. An advance of the clock
   * waits for the work.
   */
  background(what: string, about: string, work: Promise<unknown>): void
  /**
   * Invokes a function on behalf of background work. An advance of the clock does not wait for this
   * work until the function has answered: the function may itself wait for virtual time to pass.
   */
  invokeFunction: AwsApi['invokeFunction']
}

export interface Token {
  readonly is: 'participant' | 'connection'
  readonly chat: Chat
  readonly participant: Participant
  /**
   * For an agent's token, the contact for which it was issued. The token is valid until this
   * contact ends.
   */
  readonly contact?: Contact
  readonly issuedAt: number
  /**
   * A participant token expires after five minutes unless it is used. After its first use, the
   * token stays valid until the chat ends.
   */
  used: boolean
}

const defaults: ConnectSettings = {
  throttle: false,
  rateFactor: 1,
  importMs: 5_000,
  scanMs: 2_000,
  approves: () => true,
  phoneNumbersPerInstance: 10,
  concurrentChats: 500,
}

/**
 * Returns the state of each Connect instance in the world. The first state belongs to the instance
 * that has agents. All instances share the account's phone numbers and the settings.
 */
export function createCores(setup: ConnectSetup): readonly [Core, ...Core[]] {
  const [first, ...others] = worldsOf(setup.world)
  const core = createCore({ ...setup, world: first })
  const { numbers, settings, guesses } = core
  return [
    core,
    ...others.map((world) => ({
      ...createCore({ ...setup, world, lambdaBlocks: {} }),
      numbers,
      settings,
      guesses,
    })),
  ]
}

function createCore(setup: ConnectSetup): Core {
  const {
    clock,
    world,
    api,
    native,
    lambdaBlocks = {},
    importedElsewhere = {},
    applicationExists = () => false,
    settings = {},
    guesses = usualValues(),
  } = setup
  const instanceArn = instanceArnOf(world)
  const running = workUnderway(clock)
  const remarks: Remark[] = []
  const remark = (what: string, about: string) =>
    void remarks.push({ at: new Date(clock.now()), what, about })

  return {
    clock,
    world,
    api,
    native,
    applicationExists,
    settings: { ...defaults, ...settings },
    guesses,
    instanceArn,
    numbers: new Map(foreignNumbers(world, importedElsewhere).map((number) => [number.id, number])),
    flows: new Map(
      worldFlows(world, instanceArn, lambdaBlocks, clock.now()).map((flow) => [flow.id, flow]),
    ),
    userTags: new Map(),
    flowOfNumber: new Map(),
    away: new Set(),
    lambdaFunctions: new Set(Object.values(lambdaBlocks).flat()),
    contacts: new Map(),
    tasks: new Map(),
    attachments: new Map(),
    tokens: new Map(),
    delivered: new Map(),
    listeners: new Set(),
    remarks,
    remark,
    background(what, about, work) {
      running.begin()
      void work
        .catch((error: unknown) =>
          remark(`${what}: ${error instanceof Error ? error.message : error}`, about),
        )
        .finally(running.end)
    },
    async invokeFunction(arn, event) {
      running.end()
      try {
        return await api.invokeFunction(arn, event)
      } finally {
        running.begin()
      }
    },
  }
}

/** Counts the work in progress. An advance of the clock waits until no work is in progress. */
function workUnderway(clock: Clock) {
  let count = 0
  let waiting: (() => void)[] = []
  clock.onRest({
    isBusy: () => count > 0,
    settle: async () => {
      if (count > 0) await new Promise<void>((settled) => waiting.push(settled))
    },
  })
  return {
    begin: () => void count++,
    end() {
      if (--count > 0) return
      for (const settled of waiting) settled()
      waiting = []
    },
  }
}

/** Returns whether `named` is the id or the ARN of this instance. Connect accepts both. */
export const isInstance = ({ instanceArn }: Core, named: string) =>
  named === instanceArn || named === lastPart(instanceArn)

export function requireInstance(core: Core, instance: string) {
  if (!isInstance(core, instance)) {
    throw refusal('ResourceNotFoundException', `Instance not found: ${instance}`)
  }
}

const CONTACT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function requireContact({ contacts }: Core, contactId: string): Contact {
  if (!CONTACT_ID.test(contactId))
    throw refusal('InvalidParameterException', 'ContactId is not a valid contact id')
  const contact = contacts.get(contactId)
  if (!contact) throw refusal('ResourceNotFoundException', `Contact not found: ${contactId}`)
  return contact
}

export const lastPart = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1)
