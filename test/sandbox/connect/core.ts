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

/** These settings are read at each use, so they can be changed while the sandbox runs. */
export interface ConnectSettings {
  /** Whether the rates of `throttles.ts` are enforced. */
  throttle: boolean
  /** Multiplies these rates, which AWS raises on request. */
  rateFactor: number
  /** The virtual time until an imported number is CLAIMED (or FAILED). */
  importMs: number
  /** The virtual time from CompleteAttachmentUpload until the file is APPROVED (or REJECTED). */
  scanMs: number
  /** The attachment scanner, which decides whether the file may pass. */
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
   * Maps the id of a flow to the ARNs of the functions that its "AWS Lambda function" blocks call,
   * in that order.
   */
  lambdaBlocks?: Readonly<Record<string, readonly string[]>>
  /**
   * Maps the source phone number ARN of a number that another instance of the account holds to that
   * instance's ARN.
   */
  importedElsewhere?: Readonly<Record<string, string>>
  /** Returns whether the application exists in AppIntegrations. */
  applicationExists?: (arn: string) => boolean
  settings?: Partial<ConnectSettings>
  guesses?: GuessValues
}

/** An action that Connect dropped or failed to perform without reporting an error. */
export interface Remark {
  readonly at: Date
  readonly what: string
  readonly about: string
}

export interface Core
  extends Required<Pick<ConnectSetup, 'clock' | 'world' | 'api' | 'native' | 'applicationExists'>> {
  readonly settings: ConnectSettings
  /** The values for details that AWS does not document. */
  readonly guesses: GuessValues
  readonly instanceArn: string
  readonly numbers: Map<string, PhoneNumber>
  readonly flows: Map<string, Flow>
  /** Tags by the id of the user. */
  readonly userTags: Map<string, Record<string, string>>
  /** Social messaging's phone number ARN → flow. */
  readonly flowOfNumber: Map<string, Flow>
  readonly lambdaFunctions: Set<string>
  /** The ids of the agents who are not staffed: they are offline. */
  readonly away: Set<string>
  readonly contacts: Map<string, Contact>
  /** The contacts of channel TASK, by id. */
  readonly tasks: Map<string, Task>
  readonly attachments: Map<string, Attachment>
  /** Participant and connection tokens. */
  readonly tokens: Map<string, Token>
  /** The chat and the item of each message that Connect handed to WhatsApp. */
  readonly delivered: Map<string, { chat: Chat; itemId: string }>
  /** Called for every item and event of chats, in order, for the agents' panels. */
  readonly listeners: Set<(item: Item) => void>
  readonly remarks: Remark[]
  remark(what: string, about: string): void
  /** Background work. An advance of the clock waits for it. */
  background(what: string, about: string, work: Promise<unknown>): void
  /**
   * Invokes a function for background work. An advance of the clock does not wait for this work
   * until the function has answered, because the function itself may wait for virtual time.
   */
  invokeFunction: AwsApi['invokeFunction']
}

export interface Token {
  readonly is: 'participant' | 'connection'
  readonly chat: Chat
  readonly participant: Participant
  /** An agent's token is valid as long as that agent has the contact. */
  readonly contact?: Contact
  readonly issuedAt: number
  /**
   * A participant token must be used within five minutes. A token that was used is valid as long as
   * its participant.
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
 * Returns one state for each instance of the world, beginning with the instance that has the
 * agents. The instances share the account's numbers and settings.
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

/** Counts work. An advance of the clock waits until there is none. */
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

/** Connect accepts an instance's id or its ARN. */
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
