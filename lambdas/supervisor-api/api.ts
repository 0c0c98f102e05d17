// The requests and answers of `supervisor-api`: one schema for each, from which the types derive.
// routes.ts lists the routes that use them. The supervisors' page imports only the types.
import * as z from 'zod'
import { RIGHTS } from '#deployment/rights'
import { MISSED_KINDS } from '#model/missed'
import { templateList } from '#model/template-schema'
import { watched } from '#model/watch-schema'
import { problemSchema } from '#whatsapp/errors/problem-schema'
import { breakerCause, breakerSettings, breakerView } from '#whatsapp/templates/breaker-schema'
import { curationEdit, ruleTeam } from '#whatsapp/templates/curation-edit-schema'
import { curationShape } from '#whatsapp/templates/curation-file-schema'
import {
  ATTRIBUTE_NAME,
  LONGEST_FILTER_NAME,
  LONGEST_WISH,
} from '#whatsapp/templates/curation-limits'
import { offer } from '#whatsapp/templates/curation-schema'
import { limitedText, trimmedText } from '#whatsapp/templates/limited-text-schema'

export type { SupervisorRoutes } from './routes.ts'

export const meAnswer = z.object({
  /** The supervisor's name in Connect. */
  name: z.string(),
  /** The rights for at least one WABA. */
  rights: z.array(z.enum(RIGHTS)),
  /** The WABAs for which the supervisor has a right. */
  wabas: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** The numbers whose data the supervisor may read. */
      numbers: z.array(z.string()).readonly(),
      rights: z.array(z.enum(RIGHTS)),
    }),
  ),
})
export type Me = z.infer<typeof meAnswer>

const named = z.array(z.object({ id: z.string(), name: z.string() })).readonly()

export const teamsAnswer = z.object({ queues: named, routingProfiles: named })
export type Teams = z.infer<typeof teamsAnswer>

const rule = ruleTeam.extend({
  others: z.enum(['offered', 'not_offered']).optional(),
  templates: z
    .array(
      offer.partial({ offered: true }).extend({
        name: z.string(),
        language: z.string().optional(),
        ordered: z.literal(false).optional(),
      }),
    )
    .readonly(),
})

/**
 * `version` changes with the list and with the curation. The version is sent back in If-None-Match.
 */
export const catalogueAnswer = templateList.extend({
  curation: z.object({
    rules: z.array(rule).readonly(),
    undecided: z.array(z.string()).readonly(),
    newTemplatesWait: z.boolean(),
    topics: z.array(z.string()).readonly().optional(),
    /** The version, which a change must send back as `before`. */
    version: z.string(),
    changedAt: z.string().optional(),
    changedBy: z.string().optional(),
  }),
  breaker: breakerView,
})
export type Catalogue = z.infer<typeof catalogueAnswer>

export const watchAnswer = watched.extend({
  /**
   * The version changes when any member except `syncedAt` changes. The page sends the version back
   * in If-None-Match.
   */
  version: z.string(),
  /** When the list was last read from Meta, even if nothing changed. */
  syncedAt: z.string().optional(),
})
export type WatchAnswer = z.infer<typeof watchAnswer>
export const breakerRequest = breakerSettings
export const breakerAnswer = z.object({ settings: breakerSettings })
export type BreakerRequest = z.infer<typeof breakerRequest>

/** The definition as Meta returned it to the last sync. */
export const definitionAnswer = z.object({ definition: z.unknown() })

export const changeRequest = z.strictObject({
  /** The version that the supervisor saw. */
  before: z.string().max(100),
  team: ruleTeam,
  edits: z.array(curationEdit).min(1).max(100),
})
export type ChangeRequest = z.infer<typeof changeRequest>

export const recentContactsRequest = z.strictObject({
  /** The id of the queue. */
  queue: z.string().min(1).max(100),
  /** The names of the attributes that the answer contains. Other attributes are left out. */
  attributes: z.array(z.string().max(127).regex(ATTRIBUTE_NAME)).max(200),
})
export type RecentContactsRequest = z.infer<typeof recentContactsRequest>

export const recentContactsAnswer = z.object({
  /** The contacts, newest first. */
  contacts: z.array(
    z.object({
      id: z.string(),
      startedAt: z.string(),
      attributes: z.record(z.string(), z.string()),
    }),
  ),
})
export type RecentContacts = z.infer<typeof recentContactsAnswer>

const changeLine = z.object({
  kind: z.enum([
    'offered',
    'not_offered',
    'as_others',
    'pinned',
    'not_pinned',
    'described',
    'defaults',
    'labels',
    'inputs',
    'period',
    'successor',
    'form',
    'moved',
    'topic',
    'topics',
    'others_offered',
    'others_not_offered',
    'others_as_before',
    'new_wait',
    'new_offered',
  ]),
  team: ruleTeam,
  /** The names of the first few templates that the change concerns. */
  names: z.array(z.string()).readonly(),
  /** The number of all templates that the change concerns. */
  count: z.int(),
})

const change = z.object({
  id: z.string(),
  at: z.string(),
  by: z.string(),
  lines: z.array(changeLine),
  /** The id of the change that this change undid. */
  undoes: z.string().optional(),
  /** Why the circuit breaker made the change. */
  cause: breakerCause.optional(),
})
export type Change = z.infer<typeof change>

export const changesAnswer = z.object({
  changes: z.array(change),
  /** Whether the last 30 days have changes before these. */
  hasOlder: z.boolean(),
})
export type Changes = z.infer<typeof changesAnswer>

/** The id and version after a change. An edit that changes nothing has no id. */
export const changeAnswer = z.object({ id: z.string().optional(), version: z.string() })

const filterName = trimmedText(LONGEST_FILTER_NAME)
const choice = limitedText(100).optional()

/** A filter of the catalogue: the words of the search, and what else a template must match. */
const savedFilter = z.strictObject({
  name: filterName,
  search: z.strictObject({
    query: limitedText(400, 0),
    show: z.enum(['all', 'offered', 'not_offered', 'new']),
    status: choice,
    category: choice,
    language: choice,
    topic: choice,
  }),
})
export type SavedFilter = z.infer<typeof savedFilter>

export const saveFilterRequest = savedFilter
export const removeFilterRequest = z.strictObject({ name: filterName })
export const filtersAnswer = z.object({ filters: z.array(savedFilter) })

/** What a wished template should be about. */
const wishWords = trimmedText(LONGEST_WISH)

export const missedAnswer = z.object({
  /** False if the configuration has switched the list of missed words off. */
  isOn: z.boolean(),
  /**
   * Words that at least three agents used in the last 30 days. The words that most agents used come
   * first.
   */
  lines: z.array(
    z.object({
      kind: z.enum(MISSED_KINDS),
      word: z.string(),
      agents: z.int(),
      /** The day of the last use, in UTC. */
      lastDay: z.string(),
    }),
  ),
  /** The templates that supervisors wish for. */
  wishes: z.array(z.object({ what: z.string(), by: z.string(), at: z.string() })),
})
export type Missed = z.infer<typeof missedAnswer>

export const wishRequest = z.strictObject({ what: wishWords })
export const wishesAnswer = missedAnswer.pick({ wishes: true })

export const curationFileAnswer = z.object({ file: curationShape })

/**
 * The file as the supervisor wrote it. The format of the file is checked together with its content.
 */
export const fileCheckRequest = z.strictObject({ file: z.unknown() })
export const fileRequest = z.strictObject({
  /** The version that the supervisor saw. */
  before: z.string().max(100),
  file: z.unknown(),
})

export const fileCheckAnswer = z.object({
  problems: z.array(problemSchema),
  /** What would change. The list is empty if the file has problems. */
  lines: z.array(changeLine),
  /** The version to which the changes apply. */
  version: z.string(),
})
export type FileCheck = z.infer<typeof fileCheckAnswer>

/**
 * The answer 409 `curation_changed` contains what others changed in the meantime, and what the
 * request wanted to change.
 */
const conflict = z.object({
  theirs: z.array(change.omit({ undoes: true })),
  yours: z.array(changeLine),
})
export type Conflict = z.infer<typeof conflict>
