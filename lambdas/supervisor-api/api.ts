// The schemas of the requests and answers of `supervisor-api`. The TypeScript types are inferred
// from the schemas. routes.ts lists the routes with their schemas. The supervisors' page imports
// only the types.
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
  /** The rights that the supervisor has for at least one WABA. */
  rights: z.array(z.enum(RIGHTS)),
  /** The WABAs for which the supervisor has at least one right. */
  wabas: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** The business numbers whose data the supervisor may read. */
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
 * The list of templates with the curation. `version` changes if the list or the curation changes.
 * The supervisors' page sends it in If-None-Match.
 */
export const catalogueAnswer = templateList.extend({
  curation: z.object({
    rules: z.array(rule).readonly(),
    undecided: z.array(z.string()).readonly(),
    newTemplatesWait: z.boolean(),
    topics: z.array(z.string()).readonly().optional(),
    /**
     * The version of the curation. A request to change the curation contains this version as
     * `before`.
     */
    version: z.string(),
    changedAt: z.string().optional(),
    changedBy: z.string().optional(),
  }),
  breaker: breakerView,
})
export type Catalogue = z.infer<typeof catalogueAnswer>

export const watchAnswer = watched.extend({
  /**
   * Changes if any field except `syncedAt` changes. The supervisors' page sends it in
   * If-None-Match.
   */
  version: z.string(),
  /** The time at which the list was last read from Meta, whether or not it had changed. */
  syncedAt: z.string().optional(),
})
export type WatchAnswer = z.infer<typeof watchAnswer>
export const breakerRequest = breakerSettings
export const breakerAnswer = z.object({ settings: breakerSettings })
export type BreakerRequest = z.infer<typeof breakerRequest>

/** The definition of a template as Meta returned it to the last sync. */
export const definitionAnswer = z.object({ definition: z.unknown() })

export const changeRequest = z.strictObject({
  /** The version of the curation that the supervisor saw before making the change. */
  before: z.string().max(100),
  team: ruleTeam,
  edits: z.array(curationEdit).min(1).max(100),
})
export type ChangeRequest = z.infer<typeof changeRequest>

export const recentContactsRequest = z.strictObject({
  /** The id of the queue. */
  queue: z.string().min(1).max(100),
  /** The names of the contact attributes whose values are requested. */
  attributes: z.array(z.string().max(127).regex(ATTRIBUTE_NAME)).max(200),
})
export type RecentContactsRequest = z.infer<typeof recentContactsRequest>

export const recentContactsAnswer = z.object({
  /** The contacts, from the newest to the oldest. */
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
  /** The names of some of the templates that the change affects. */
  names: z.array(z.string()).readonly(),
  /** The number of all templates that the change affects. */
  count: z.int(),
})

const change = z.object({
  id: z.string(),
  at: z.string(),
  by: z.string(),
  lines: z.array(changeLine),
  /** The id of the earlier change that this change undid. */
  undoes: z.string().optional(),
  /** The reason, if the circuit breaker made the change. */
  cause: breakerCause.optional(),
})
export type Change = z.infer<typeof change>

export const changesAnswer = z.object({
  changes: z.array(change),
  /** Whether there are earlier changes within the last 30 days. */
  hasOlder: z.boolean(),
})
export type Changes = z.infer<typeof changesAnswer>

/** The id of a change and the version after the change. An edit without an effect has no id. */
export const changeAnswer = z.object({ id: z.string().optional(), version: z.string() })

const filterName = trimmedText(LONGEST_FILTER_NAME)
const choice = limitedText(100).optional()

/** A filter of the catalogue: the words of the search and the other conditions for a template. */
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

/** A supervisor's description of a template that does not exist yet. */
const wishWords = trimmedText(LONGEST_WISH)

export const missedAnswer = z.object({
  /** False if the configuration has switched off the list of missed words. */
  isOn: z.boolean(),
  /**
   * The words that at least three agents used in the last 30 days, beginning with the word that the
   * most agents used.
   */
  lines: z.array(
    z.object({
      kind: z.enum(MISSED_KINDS),
      word: z.string(),
      agents: z.int(),
      /** The day of the last use in UTC. */
      lastDay: z.string(),
    }),
  ),
  /** The supervisors' wishes for new templates. */
  wishes: z.array(z.object({ what: z.string(), by: z.string(), at: z.string() })),
})
export type Missed = z.infer<typeof missedAnswer>

export const wishRequest = z.strictObject({ what: wishWords })
export const wishesAnswer = missedAnswer.pick({ wishes: true })

export const curationFileAnswer = z.object({ file: curationShape })

/**
 * `file` is the content of the supervisor's file, unchecked. Its format and its rules are checked
 * together.
 */
export const fileCheckRequest = z.strictObject({ file: z.unknown() })
export const fileRequest = z.strictObject({
  /** The version of the curation that the supervisor saw before making the change. */
  before: z.string().max(100),
  file: z.unknown(),
})

export const fileCheckAnswer = z.object({
  problems: z.array(problemSchema),
  /** The changes that the file would make. The list is empty if the file has problems. */
  lines: z.array(changeLine),
  /** The version of the curation to which the changes apply. */
  version: z.string(),
})
export type FileCheck = z.infer<typeof fileCheckAnswer>

/**
 * Part of the answer with status 409 and code `curation_changed`: the changes that other
 * supervisors made in the meantime, and the changes of the refused request.
 */
const conflict = z.object({
  theirs: z.array(change.omit({ undoes: true })),
  yours: z.array(changeLine),
})
export type Conflict = z.infer<typeof conflict>
