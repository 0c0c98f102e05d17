// What a supervisor writes down about a WABA's templates, with the names Connect shows; what it may refer to is checked in
// check-curation.ts. curation.schema.json, for completion in editors, is made from this: `node provisioning/config/schema.ts`.
import { z } from 'zod'
import type { CuratedTemplate } from '#whatsapp/templates/curation'
import { ConfigError } from '../config/error.ts'

// https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
const attribute = z
  .string()
  .regex(/^[\w-]{1,127}$/, "letters, digits, - and _ only, as Connect has a contact's attributes")
  .describe("The name of a contact's attribute, as a flow sets it")

const template = z
  .strictObject({
    name: z.string().min(1).describe('As Meta has it'),
    language: z
      .string()
      .min(2)
      .optional()
      .describe('One of its languages, as en_US; every language when left out'),
    offered: z.boolean().optional().describe('false: agents neither see nor send it'),
    pinned: z.boolean().optional().describe('true: stands at the top of the list'),
    note: z.string().min(1).max(300).optional().describe('What agents read when they choose it'),
    defaults: z
      .record(z.string(), z.union([z.string(), z.strictObject({ attribute })]))
      .optional()
      .describe(
        'What its fields begin with, by the keys "templates list NAME" prints: a text, or { "attribute": "…" } of the contact',
      ),
  })
  .describe('A template that is named is offered, unless it says otherwise')

const names = (of: string) =>
  z.array(z.string().min(1)).min(1).optional().describe(`${of}, by name or id; all when left out`)

const rule = z.strictObject({
  queues: names('The queues whose chats it goes for'),
  routingProfiles: names('The routing profiles whose agents it goes for'),
  others: z
    .enum(['offered', 'not_offered'])
    .optional()
    .describe(
      'What becomes of every template this rule does not name; what the rules before say when left out',
    ),
  templates: z.array(template).default([]).describe('In the order agents see them'),
})

export const curationShape = z.strictObject({
  $schema: z.string().optional(),
  waba: z.string().min(1).describe('The WABA whose templates these are: waba-…'),
  rules: z
    .array(rule)
    .describe(
      'From the general to the particular: the word of a later rule counts. [] offers everything to everybody',
    ),
})

export type CurationFile = z.output<typeof curationShape>
export type FileRule = CurationFile['rules'][number]

/** Throws ConfigError naming every problem of the shape with its path. */
export function parsedCuration(data: unknown): CurationFile {
  const { data: file, error } = curationShape.safeParse(data)
  if (file) return file
  throw new ConfigError(
    error.issues
      .map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
      .join('\n'),
  )
}

/** For whom a rule is: what tells it from the others of its file. */
export function teamOf({
  queues,
  routingProfiles,
}: Pick<FileRule, 'queues' | 'routingProfiles'>): string {
  const parts = [listed('queue', queues), listed('routing profile', routingProfiles)].filter(
    Boolean,
  )
  return parts.join(' with ') || 'everyone'
}

const listed = (what: string, names: readonly string[] | undefined) =>
  names && `${what}${names.length > 1 ? 's' : ''} ${[...names].sort().join(', ')}`

export const titleOf = ({ name, language }: Pick<CuratedTemplate, 'name' | 'language'>): string =>
  language ? `${name} (${language})` : name
