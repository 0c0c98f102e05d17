// The format of the curation file. The file defines which templates of a WABA agents are offered,
// and with which settings. The command line and the supervisors' page read and write curation
// files. curation-check.ts checks that the templates, fields and queues in a file exist. `node
// provisioning/config/schema.ts` generates curation.schema.json from these definitions, so that
// editors can complete names.
import * as z from 'zod'
import { BYTES_PER_UNIT } from '#whatsapp/messages/text'
import type { CurationFile } from '#whatsapp/templates/curation-file'
import {
  ATTRIBUTE_NAME,
  LONGEST_DEFAULT,
  LONGEST_FORM_BUTTON,
  LONGEST_FORM_SCREEN,
  LONGEST_FORM_TEXT,
  LONGEST_LABEL,
  LONGEST_NAME,
  LONGEST_NOTE,
  LONGEST_TITLE,
  LONGEST_TOPIC,
  MOST_TOPICS,
} from '#whatsapp/templates/curation-limits'
import { fieldInput } from '#whatsapp/templates/field-input-schema'
import { limitedText, mostBytesOf } from '#whatsapp/templates/limited-text-schema'

const attribute = z
  .string()
  .regex(ATTRIBUTE_NAME, 'the name of a contact attribute (letters, digits, - and _)')
  .describe('The name of a contact attribute that a flow sets')

const time = z.iso.datetime({ offset: true, error: 'a time such as 2026-12-01T08:00:00-05:00' })

const topic = limitedText(LONGEST_TOPIC)

const form = z
  .strictObject({
    text: z
      .string()
      .min(1)
      .max(LONGEST_FORM_TEXT)
      .describe('The text of the message. Agents can change it before they send the form'),
    button: z
      .string()
      .min(1)
      .max(LONGEST_FORM_BUTTON)
      .describe(
        'The label of the button that opens the form; WhatsApp recommends at most 20 characters',
      ),
    screen: z
      .string()
      .min(1)
      .max(LONGEST_FORM_SCREEN)
      .optional()
      .describe('The id of the screen with which the form begins; default: its first screen'),
    exchange: z
      .literal(true)
      .optional()
      .describe('true: the form’s own endpoint provides the first screen (data_exchange)'),
  })
  .refine(({ screen, exchange }) => !screen || !exchange, {
    path: ['screen'],
    error: 'no screen, because the endpoint provides the first one ("exchange")',
  })
  .describe('The message with which agents send a form (WhatsApp Flow)')

const template = z
  .strictObject({
    name: limitedText(LONGEST_NAME).describe(
      'The name of the template at Meta, or form:ID with the id of a form',
    ),
    language: z
      .string()
      .min(2)
      .optional()
      .describe('One of the template’s languages, such as en_US; default: all languages'),
    offered: z.boolean().optional().describe('false: agents can neither see nor send the template'),
    pinned: z.boolean().optional().describe('true: the template is at the top of the list'),
    title: limitedText(LONGEST_TITLE)
      .optional()
      .describe('The title that agents read instead of the template’s name'),
    ordered: z
      .literal(false)
      .optional()
      .describe(
        'false: the template keeps the position in the list that it would have without a rule',
      ),
    note: limitedText(LONGEST_NOTE)
      .optional()
      .describe('A note that agents read when they choose the template'),
    defaults: z
      .record(
        z.string(),
        z.union([z.string().max(LONGEST_DEFAULT), z.strictObject({ attribute })], {
          error: 'a text, or { "attribute": "NAME" } with the name of a contact attribute',
        }),
      )
      .optional()
      .describe(
        'The initial values of the template’s fields, by the keys that "templates list NAME" prints: a text, or { "attribute": "NAME" } for an attribute of the contact',
      ),
    labels: z
      .record(z.string(), limitedText(LONGEST_LABEL))
      .optional()
      .describe(
        'The labels that agents read above the template’s fields, by the keys that "templates list NAME" prints. For a form: the labels of its answers, by their names',
      ),
    inputs: z
      .record(z.string(), fieldInput)
      .optional()
      .describe(
        'What agents enter in the template’s fields, by the keys that "templates list NAME" prints; default: any text',
      ),
    form: form.optional(),
    successor: limitedText(LONGEST_NAME)
      .optional()
      .describe('The name of the template that agents should use while this one cannot be sent'),
    topic: topic
      .optional()
      .describe('The heading under which agents find the template, together with other templates'),
    from: time.optional().describe('The template is not offered before this time'),
    until: time.optional().describe('The template is not offered from this time on'),
  })
  .refine(({ from, until }) => !from || !until || new Date(from) < new Date(until), {
    path: ['until'],
    error: 'a time after "from"',
  })
  .describe('A template that is named is offered unless "offered" is false')

const names = (of: string) =>
  z.array(z.string().min(1)).min(1).optional().describe(`${of}, by name or id; default: all`)

const rule = z.strictObject({
  queues: names('The queues whose chats the rule applies to'),
  routingProfiles: names('The routing profiles whose agents the rule applies to'),
  others: z
    .enum(['offered', 'not_offered'])
    .optional()
    .describe(
      'Whether templates that this rule does not name are offered; default: as the rules before it define',
    ),
  templates: z
    .array(template)
    .default([])
    .describe('The templates in the order in which agents see them'),
})

export const curationShape = z.strictObject({
  $schema: z.string().optional(),
  waba: z.string().min(1).describe('The id of the WABA that has the templates (waba-…)'),
  newTemplates: z
    .enum(['wait', 'offered'])
    .optional()
    .describe(
      'Whether templates that appear at Meta from now on wait until they are chosen, or are offered at once; default: the current setting',
    ),
  topics: z
    .array(topic)
    .max(MOST_TOPICS)
    .optional()
    .describe(
      'The topics in the order in which agents see them; topics that are not named come last. Default: as before',
    ),
  rules: z
    .array(rule)
    .describe(
      'The rules from general to specific; a later rule overrides an earlier one. With [], every template is offered to every agent',
    ),
})

// If a file contains texts that are too long, the file is still checked for other problems, so that
// its author sees all problems at once.

type Issue = z.core.$ZodIssue

/**
 * Returns the curation file and the problems of its format. If the only problems are texts that are
 * too long, `file` contains shortened texts and must not be applied.
 */
export function readCurationFile(data: unknown): {
  file: CurationFile | undefined
  issues: readonly Issue[]
} {
  const { data: file, error } = curationShape.safeParse(data, { reportInput: true })
  if (file) return { file, issues: [] }
  const { issues } = error
  if (!issues.every((issue) => mostCharactersOf(issue) !== undefined))
    return { file: undefined, issues }
  const copy = structuredClone(data)
  for (const issue of issues) {
    const parent: any = issue.path.slice(0, -1).reduce<any>((inner, key) => inner[key], copy)
    const key = issue.path.at(-1)!
    parent[key] = String(parent[key]).slice(0, mostCharactersOf(issue))
  }
  return { file: curationShape.safeParse(copy).data, issues }
}

/**
 * Returns the number of characters that fit, or undefined if the problem is not a text that is too
 * long.
 */
function mostCharactersOf(issue: Issue): number | undefined {
  if (issue.code === 'too_big' && issue.origin === 'string') return Number(issue.maximum)
  const bytes = mostBytesOf(issue)
  return bytes === undefined ? undefined : Math.floor(bytes / BYTES_PER_UNIT)
}
