// What every part of the pretend Connect shares: its neighbours, its settings, and its memory.
import type { Clock } from '../clock.ts'
import type { AwsApi, NativeChannel } from '../links.ts'
import { instanceArnOf, type World, worldsOf } from '../world.ts'
import { refusal } from './errors.ts'
import type { Attachment, Chat, Contact, Flow, Item, Participant, PhoneNumber } from './records.ts'
import { foreignNumbers, worldFlows } from './seeds.ts'

/** Read whenever they are needed, so that they may be changed while the sandbox runs. */
export interface ConnectSettings {
  /** Enforce the rates of `throttles.ts`. */
  throttle: boolean
  /** Virtual time until an imported number is CLAIMED (or FAILED). */
  importMs: number
  /** Virtual time from CompleteAttachmentUpload until the file is APPROVED (or REJECTED). */
  scanMs: number
  /** The attachment scanner: whether the file may pass. */
  approves: (file: { name: string; contentType: string; body: Buffer }) => boolean
  // https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
  phoneNumbersPerInstance: number
  concurrentChats: number
  /**
   * Whether a tap on a button or list row that Connect did not send itself (a template's, the widget's) reaches a native
   * chat as text. AWS documents neither answer.
   */
  tapsArrive: boolean
  /**
   * Whether a chat can be put on hold. Streams has hold() for every connection; AWS's pages speak of calls only, and its flow
   * blocks refuse chats.
   */
  chatsHold: boolean
  /** Links to attachments longer than social messaging takes: how long the token in a presigned URL is AWS does not say. */
  longLinks: boolean
  /** Where a native contact has the customer's number. AWS does not document which of them are filled for WhatsApp. */
  customerNumberIn: { customerEndpoint: boolean; initialConnection: boolean; attribute: boolean }
}

export interface ConnectSetup {
  clock: Clock
  world: World
  api: AwsApi
  /** Asked for when needed, not before: social messaging is made at the same time. */
  native: () => NativeChannel
  /** The functions that the "AWS Lambda function" blocks of the world's flows call, in order: flow id → ARNs. */
  lambdaBlocks?: Readonly<Record<string, readonly string[]>>
  /** Numbers that another instance of the account holds: source phone number ARN → that instance's ARN. */
  importedElsewhere?: Readonly<Record<string, string>>
  /** Whether AppIntegrations has the application. */
  applicationExists?: (arn: string) => boolean
  settings?: Partial<ConnectSettings>
}

/** Something that Connect dropped or could not do, and tells nobody about. */
export interface Remark {
  readonly at: Date
  readonly what: string
  readonly about: string
}

export interface Core
  extends Required<Pick<ConnectSetup, 'clock' | 'world' | 'api' | 'native' | 'applicationExists'>> {
  readonly settings: ConnectSettings
  readonly instanceArn: string
  readonly numbers: Map<string, PhoneNumber>
  readonly flows: Map<string, Flow>
  /** Social messaging's phone number ARN → flow. */
  readonly flowOfNumber: Map<string, Flow>
  readonly lambdaFunctions: Set<string>
  readonly contacts: Map<string, Contact>
  readonly attachments: Map<string, Attachment>
  /** Participant and connection tokens. */
  readonly tokens: Map<string, Token>
  /** Where a message that Connect gave to WhatsApp is in a chat. */
  readonly delivered: Map<string, { chat: Chat; itemId: string }>
  /** Told of everything that is said and happens in chats, in order: the agents' panels. */
  readonly listeners: Set<(item: Item) => void>
  readonly remarks: Remark[]
  remark(what: string, about: string): void
  /** Work nobody waits for, except time: an advance lets it come to rest. */
  background(what: string, about: string, work: Promise<unknown>): void
}

export interface Token {
  readonly is: 'participant' | 'connection'
  readonly chat: Chat
  readonly participant: Participant
  /** An agent's is good as long as that agent has the contact. */
  readonly contact?: Contact
  readonly issuedAt: number
  /** A participant token has to be used once within five minutes; then it lives as long as its participant. */
  used: boolean
}

const defaults: ConnectSettings = {
  throttle: false,
  importMs: 5_000,
  scanMs: 2_000,
  approves: () => true,
  phoneNumbersPerInstance: 10,
  concurrentChats: 500,
  tapsArrive: true,
  chatsHold: true,
  longLinks: false,
  customerNumberIn: { customerEndpoint: true, initialConnection: true, attribute: true },
}

/** One for each instance of the world, the one with the agents first. What belongs to the account – numbers, settings – they share. */
export function createCores(setup: ConnectSetup): readonly [Core, ...Core[]] {
  const [first, ...others] = worldsOf(setup.world)
  const core = createCore({ ...setup, world: first })
  const { numbers, settings } = core
  return [
    core,
    ...others.map((world) => ({
      ...createCore({ ...setup, world, lambdaBlocks: {} }),
      numbers,
      settings,
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
  } = setup
  const instanceArn = instanceArnOf(world)
  const running = new Set<Promise<unknown>>()
  const remarks: Remark[] = []
  const remark = (what: string, about: string) =>
    void remarks.push({ at: new Date(clock.now()), what, about })

  clock.onRest(async () => {
    while (running.size > 0) await Promise.all(running)
  })

  return {
    clock,
    world,
    api,
    native,
    applicationExists,
    settings: { ...defaults, ...settings },
    instanceArn,
    numbers: new Map(foreignNumbers(world, importedElsewhere).map((number) => [number.id, number])),
    flows: new Map(
      worldFlows(world, instanceArn, lambdaBlocks, clock.now()).map((flow) => [flow.id, flow]),
    ),
    flowOfNumber: new Map(),
    lambdaFunctions: new Set(Object.values(lambdaBlocks).flat()),
    contacts: new Map(),
    attachments: new Map(),
    tokens: new Map(),
    delivered: new Map(),
    listeners: new Set(),
    remarks,
    remark,
    background(what, about, work) {
      const settled: Promise<unknown> = work
        .catch((error: unknown) =>
          remark(`${what}: ${error instanceof Error ? error.message : error}`, about),
        )
        .finally(() => running.delete(settled))
      running.add(settled)
    },
  }
}

/** Connect takes an instance's id or its ARN. */
export const isInstance = ({ instanceArn }: Core, named: string) =>
  named === instanceArn || named === lastPart(instanceArn)

export function requireInstance(core: Core, instance: string) {
  if (!isInstance(core, instance)) {
    throw refusal('ResourceNotFoundException', `Instance not found: ${instance}`)
  }
}

export function requireContact({ contacts }: Core, contactId: string): Contact {
  const contact = contacts.get(contactId)
  if (!contact) throw refusal('ResourceNotFoundException', `Contact not found: ${contactId}`)
  return contact
}

export const lastPart = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1)
