// The sandbox's initial state, read from world.json: one account with its WABAs, instances, agents
// and customers.
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'is not a UUID in lower case')
const digits = z.string().regex(/^\d+$/, 'has other characters than digits')
const e164 = z
  .string()
  .regex(/^\+[1-9]\d{5,14}$/, 'is not a phone number with + and country code, as +15550100')
const name = z.string().min(1)
const named = z.strictObject({ id: uuid, name })
const channel = z.enum(['VOICE', 'CHAT', 'TASK', 'EMAIL'])

const template = z.looseObject({
  id: digits,
  name: z
    .string()
    .regex(/^[a-z0-9_]{1,512}$/, 'may have lower case letters, digits and underscores'),
  language: name,
  status: name,
  category: name,
  components: z.array(z.record(z.string(), z.unknown())).min(1),
})

/** A question of a form that the customer fills in on the phone. */
const formField = z.strictObject({
  /** The name of the answer in the form's data. */
  name: z.string().regex(/^\w+$/, 'has other characters than letters, digits and underscores'),
  label: name,
  /**
   * The answers from which the customer chooses. If this field is missing, the customer types a
   * text instead.
   */
  options: z.array(name).min(1).optional(),
})

const form = z.strictObject({
  id: digits,
  name,
  status: z.enum(['DRAFT', 'PUBLISHED', 'DEPRECATED', 'BLOCKED', 'THROTTLED']),
  categories: z.array(name).min(1),
  screen: name,
  fields: z.array(formField).min(1),
})

const number = z.strictObject({
  id: z
    .string()
    .regex(/^phone-number-id-[0-9a-f]{32}$/, 'is not phone-number-id- and 32 hexadecimal digits'),
  metaId: digits,
  number: e164,
  displayName: name,
  quality: z.enum(['GREEN', 'YELLOW', 'RED', 'UNKNOWN']),
  /** The ARN of the other Connect instance of the account that has imported the number, if any. */
  importedInto: z
    .string()
    .regex(/^arn:aws:connect:/, 'is not the ARN of a Connect instance')
    .optional(),
})

const waba = z.strictObject({
  id: z.string().regex(/^waba-[0-9a-f]{32}$/, 'is not waba- and 32 hexadecimal digits'),
  metaId: digits,
  name,
  numbers: z.array(number),
  /**
   * The rules by which supervisors have curated the WABA's templates, in the format of the file for
   * `connect-whatsapp curation apply`.
   */
  curation: z.array(z.record(z.string(), z.unknown())).optional(),
  /** Template definitions as Meta's Graph API returns them. */
  templates: z.array(template),
  /** WhatsApp Flows (forms), each with one screen. */
  forms: z.array(form).optional(),
})

const routingProfile = z.strictObject({
  id: uuid,
  name,
  description: z.string().optional(),
  /** How many contacts an agent may have at once, by channel. */
  concurrency: z.partialRecord(channel, z.int().min(1).max(10)),
  queues: z.array(
    z.strictObject({
      queue: name,
      channels: z.array(channel).min(1),
      priority: z.int().min(1).max(99),
      delaySeconds: z.int().min(0).max(9999),
    }),
  ),
})

const securityProfile = named.extend({
  description: z.string().optional(),
  permissions: z.array(name),
})
const instance = z.strictObject({
  id: uuid,
  alias: name,
  attachmentsBucket: name,
  attachmentsPrefix: name,
})

const shape = z.strictObject({
  /** A comment for people who read the file. */
  about: z.string().optional(),
  account: z.string().regex(/^\d{12}$/, 'is not an AWS account id of 12 digits'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is not a Region, as us-east-1'),
  /** The Connect instance that has agents. */
  instance,
  /**
   * Further Connect instances of the account. Each has its own queues, flows and profiles, but no
   * agents.
   */
  instances: z
    .array(
      instance.extend({
        queues: z.array(named).optional(),
        routingProfiles: z.array(routingProfile).optional(),
        securityProfiles: z.array(securityProfile).optional(),
        flows: z.array(named).optional(),
      }),
    )
    .optional(),
  queues: z.array(named),
  routingProfiles: z.array(routingProfile),
  securityProfiles: z.array(securityProfile),
  flows: z.array(named),
  agents: z.array(
    z.strictObject({
      id: uuid,
      username: name,
      name,
      routingProfile: name,
      securityProfiles: z.array(name).min(1),
    }),
  ),
  customers: z.array(
    z
      .strictObject({
        number: e164.optional(),
        /** A business-scoped user id. A person who chose a username may have no number. */
        userId: name.optional(),
        name: name.optional(),
        username: name.optional(),
      })
      .refine(({ number, userId }) => number ?? userId, 'has neither a number nor a userId'),
  ),
  wabas: z.array(waba),
})

export type World = z.infer<typeof shape>
export type Waba = World['wabas'][number]
export type BusinessNumber = Waba['numbers'][number]
export type FormDefinition = NonNullable<Waba['forms']>[number]
export type TemplateDefinition = Waba['templates'][number]

/**
 * Returns one world for each Connect instance: with all numbers and customers of the account, but
 * only the queues, profiles and flows of that instance.
 */
export const worldsOf = (world: World): readonly [World, ...World[]] => [
  world,
  ...(world.instances ?? []).map(
    ({ queues = [], routingProfiles = [], securityProfiles = [], flows = [], ...other }) => ({
      ...world,
      instance: other,
      queues,
      routingProfiles,
      securityProfiles,
      flows,
      agents: [],
    }),
  ),
]

export const instanceArnOf = ({ region, account, instance }: World) =>
  `arn:aws:connect:${region}:${account}:instance/${instance.id}`

export class WorldError extends Error {
  override readonly name = 'WorldError'
}

/** Parses the file. Throws a WorldError with every problem of the file. */
export function loadWorld(file: string | URL): World {
  const text = readText(file)
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    throw new WorldError(`${file}: not JSON: ${(error as Error).message}`, { cause: error })
  }
  const parsed = shape.safeParse(data)
  const problems = parsed.success
    ? contradictions(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
  if (problems.length > 0) throw new WorldError([`${file}:`, ...problems].join('\n  '))
  return parsed.data!
}

function readText(file: string | URL) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new WorldError(`${file}: cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * Returns the problems that involve several fields of the file: unknown names, duplicates, and
 * lists with fewer entries than the sandbox needs.
 */
function contradictions(world: World): string[] {
  const { queues, routingProfiles, securityProfiles, flows, agents, customers, wabas } = world
  const worlds = worldsOf(world)
  const lacks = (all: readonly { name: string }[], wanted: string, where: string, what: string) =>
    all.some((one) => one.name === wanted) ? [] : [`${where}: there is no ${what} "${wanted}"`]
  const twice = (what: string, keys: readonly string[]) =>
    keys
      .filter((key, index) => keys.indexOf(key) < index)
      .map((key) => `${what} ${key} is there twice`)
  const fewer = (what: string, all: readonly unknown[], least: number) =>
    all.length < least ? [`${what}: ${all.length}; at least ${least} needed`] : []
  const numbers = wabas.flatMap((one) => one.numbers)
  return [
    ...fewer('wabas', wabas, 1),
    ...fewer('flows', flows, 2),
    ...fewer('queues', queues, 1),
    ...fewer('agents', agents, 1),
    ...worlds.flatMap(({ queues, routingProfiles }) =>
      routingProfiles.flatMap((profile) =>
        profile.queues.flatMap(({ queue }) =>
          lacks(queues, queue, `routing profile ${profile.name}`, 'queue'),
        ),
      ),
    ),
    ...agents.flatMap((agent) => [
      ...lacks(routingProfiles, agent.routingProfile, `agent ${agent.username}`, 'routing profile'),
      ...agent.securityProfiles.flatMap((each) =>
        lacks(securityProfiles, each, `agent ${agent.username}`, 'security profile'),
      ),
    ]),
    ...twice(
      'the id',
      [
        ...worlds.flatMap((one) => [
          one.instance,
          ...one.queues,
          ...one.routingProfiles,
          ...one.securityProfiles,
          ...one.flows,
        ]),
        ...agents,
        ...wabas,
        ...numbers,
      ].map(({ id }) => id),
    ),
    ...twice(
      'the instance',
      worlds.map(({ instance }) => instance.alias),
    ),
    ...twice(
      'the number',
      [...numbers, ...customers].flatMap(({ number }) => (number ? [number] : [])),
    ),
    ...twice(
      'the agent',
      agents.map(({ username }) => username),
    ),
    ...wabas.flatMap((one) =>
      twice(
        `${one.name}: the template`,
        one.templates.map(({ name, language }) => `${name} in ${language}`),
      ),
    ),
    ...twice(
      'the form',
      wabas.flatMap(({ forms = [] }) => forms.map(({ id }) => id)),
    ),
  ]
}

/** The world that `npm start` and most tests use. */
export const world: World = loadWorld(new URL('./world.json', import.meta.url))
