// The interfaces through which the functions for templates access other services.

import type { CurationChange, StoredCuration } from '#model/curation'
import type { MissedLine, MissedWord } from '#model/missed'
import type { SendEvent } from '#model/sends'
import type { ListedForm, ListedTemplate, TemplateList } from '#model/template-list'
import type { TemplateChange, Watched, WatchedAccount, WatchedTemplate } from '#model/watch'
import type { BreakerSettings, BreakerState, RecordedCause } from '#whatsapp/templates/breaker'
import type { CurationState } from '#whatsapp/templates/curation'
import type { Failing, HourOfSends } from '#whatsapp/templates/hourly-sends'

/** The stored copy of Meta's templates. */
export interface TemplateStore {
  /**
   * Returns the version of the current list and the time of the last request to Meta, or undefined
   * before the first request.
   */
  head(wabaId: string): Promise<{ version: string; syncedAt: string } | undefined>
  list(wabaId: string): Promise<TemplateList | undefined>
  /**
   * Replaces the list of templates. `before` is the version of the old list, or undefined if there
   * was no list. Returns false and changes nothing if another list was published in the meantime.
   */
  publish(
    wabaId: string,
    list: TemplateList,
    before: string | undefined,
    now: Date,
  ): Promise<boolean>
  /** Returns the time at which each definition was last read, by the result of `templateKeyOf`. */
  reads(wabaId: string): Promise<Map<string, string>>
  noteReads(wabaId: string, reads: ReadonlyMap<string, string>): Promise<void>
  /**
   * Returns a stored definition. `readAt` is the time at which the definition was read from Meta.
   */
  definition(
    wabaId: string,
    name: string,
    language: string,
  ): Promise<{ definition: unknown; readAt?: string } | undefined>
  keep(
    wabaId: string,
    template: Pick<ListedTemplate, 'name' | 'language'>,
    definition: unknown,
    readAt: Date,
  ): Promise<void>
  /** Removes a definition. `key` is a result of `templateKeyOf`. */
  forget(wabaId: string, key: string): Promise<void>
}

type NamedTemplate = Pick<ListedTemplate, 'name' | 'language'>

/**
 * Stores data about the templates and numbers of a WABA that the list of templates does not
 * contain.
 */
export interface TemplateWatch {
  read(wabaId: string): Promise<Watched>
  /** Adds a change to the history of the template, unless the new change equals the last change. */
  noteChange(wabaId: string, template: NamedTemplate, change: TemplateChange): Promise<void>
  noteUse(wabaId: string, template: NamedTemplate, at: Date): Promise<void>
  /**
   * Records that each of these templates was read from Meta with a call of its own. The times of
   * all other templates are removed.
   */
  noteAsked(wabaId: string, templates: readonly NamedTemplate[], at: Date): Promise<void>
  noteRecommendation(wabaId: string, template: NamedTemplate, text: string): Promise<void>
  noteNextCategory(
    wabaId: string,
    template: NamedTemplate,
    next: WatchedTemplate['nextCategory'],
  ): Promise<void>
  noteAccount(wabaId: string, account: WatchedAccount): Promise<void>
  noteLimit(wabaId: string, limit: NonNullable<Watched['limit']>): Promise<void>
  /** Counts a message to a contact either with or without a value of an attribute. */
  noteAttribute(
    wabaId: string,
    attribute: string,
    seen: { isFilled: boolean; at: Date },
  ): Promise<void>
  forget(wabaId: string, template: NamedTemplate): Promise<void>
  /**
   * Reserves calls to Meta, of which Meta allows only a certain number per hour for a WABA. Returns
   * the number of reserved calls. If fewer calls than `wanted` are left in this hour, the result is
   * the number of remaining calls.
   */
  takeCalls(wabaId: string, wanted: number, now: Date): Promise<number>
}

/** A problem about which supervisors are or will be notified. */
export interface KnownProblem {
  cause: string
  title: string
  /** What the last notice says about the consequences of the problem. */
  meaning?: string
  since?: Date
  sentAt?: string
  /** The id of the task in Connect. */
  taskId?: string
}

/**
 * Stores which problems supervisors have been notified of. Notices by topic and notices by task
 * have separate records.
 */
export interface AttentionNotices {
  list(wabaId: string): Promise<KnownProblem[]>
  /**
   * Claims the notice about the beginning or the end of a problem, so that it is sent only once. If
   * several callers claim the same notice, only one of them gets a result, and this caller must
   * send the notice. `token` remains the same until the notice is removed. `isFirst` is true if the
   * notice was never claimed before.
   */
  claim(
    wabaId: string,
    notice: { cause: string; title: string; meaning?: string; since?: Date | undefined },
    why: 'begun' | 'over',
    at: Date,
  ): Promise<{ token: string; isFirst: boolean } | undefined>
  /**
   * Releases the claim on a notice that could not be sent, so that the next run of the function can
   * claim and send it.
   */
  release(wabaId: string, cause: string): Promise<void>
  sent(wabaId: string, cause: string, at: Date, taskId?: string): Promise<void>
  remove(wabaId: string, cause: string): Promise<void>
}

export interface NoticeTopic {
  publish(notice: { subject: string; text: string }): Promise<void>
}

/** Creates and ends tasks for supervisors in Connect. */
export interface NoticeTasks {
  /** Creates a task and returns its id. Several calls with the same token create only one task. */
  start(task: { token: string; name: string; description: string }): Promise<string>
  /**
   * Replaces the description of a task and then ends the task, regardless of the queue or agent
   * that has it.
   */
  end(taskId: string, description: string): Promise<void>
}

/** Stores the supervisors' curation of each WABA, and its changes of the last 30 days. */
export interface Curations {
  read(wabaId: string): Promise<StoredCuration>
  /**
   * Replaces the curation `before`. Returns undefined and changes nothing if another supervisor
   * changed the curation in the meantime.
   */
  change(
    wabaId: string,
    before: StoredCuration,
    after: CurationState,
    by: { name: string; at: Date; undoes?: string; cause?: RecordedCause },
  ): Promise<CurationChange | undefined>
  /**
   * Returns the latest changes before the change with the id `earlierThan`, from the newest to the
   * oldest. The result contains at most CHANGES_AT_A_TIME + 1 changes.
   */
  changes(wabaId: string, earlierThan?: string): Promise<CurationChange[]>
  /** Returns a change by its id, even if many later changes exist. */
  changeOf(wabaId: string, id: string): Promise<CurationChange | undefined>
  /**
   * Adds templates that have appeared at Meta to those that wait for a supervisor's decision, if
   * the supervisors have set that new templates wait.
   */
  noteNew(wabaId: string, names: readonly string[], at: Date): Promise<void>
  /**
   * Sets that new templates are offered to agents without a supervisor's decision, unless a
   * supervisor has already set whether new templates wait.
   */
  offerNewAtOnce(wabaId: string): Promise<void>
}

/**
 * A filter of the supervisors' list of templates. All supervisors of a WABA share the saved
 * filters.
 */
export interface SavedFilter {
  name: string
  search: {
    query: string
    show: 'all' | 'offered' | 'not_offered' | 'new'
    status?: string | undefined
    category?: string | undefined
    language?: string | undefined
    topic?: string | undefined
  }
}

export interface SavedFilters {
  /** Returns the filters, sorted by name. */
  list(wabaId: string): Promise<SavedFilter[]>
  /** Saves a filter. An existing filter with the same name is replaced. */
  save(wabaId: string, filter: SavedFilter): Promise<void>
  remove(wabaId: string, name: string): Promise<void>
}

/**
 * Stores the words of agents' template searches without a result, and of texts that WhatsApp did
 * not deliver.
 */
export interface MissedByAgents {
  /** Records that this agent used the word. Further uses on the same day change nothing. */
  note(phoneNumberId: string, missed: MissedWord, userId: string, at: Date): Promise<void>
  /**
   * Returns the words that several agents recently used on at least one of these business numbers.
   */
  list(phoneNumberIds: readonly string[], now: Date): Promise<MissedLine[]>
}

/** Counts the sent and failed messages of each template, by the hour in which they were sent. */
export interface TemplateSends {
  /** Adds an event to the counts. An event with a token is counted only once. */
  count(wabaId: string, event: SendEvent): Promise<void>
  /** Returns the counts of all hours from this time on. */
  since(wabaId: string, from: Date): Promise<HourOfSends[]>
}

/** A template whose messages currently fail often. */
export type FailingTemplate = Omit<Failing, 'since'> & { since: string }

/** Stores the settings and the state of each WABA's circuit breaker. */
export interface TemplateBreakers {
  read(wabaId: string): Promise<{
    settings: BreakerSettings
    state: BreakerState
    failing: readonly FailingTemplate[]
  }>
  /** Stores the settings and the name of the supervisor who changed them. */
  set(wabaId: string, settings: BreakerSettings, by: { name: string; at: Date }): Promise<void>
  /** Stores what has changed between two states of the breaker. */
  note(wabaId: string, before: BreakerState, after: BreakerState): Promise<void>
  noteFailing(wabaId: string, failing: readonly FailingTemplate[]): Promise<void>
}

/** A template that a supervisor would like somebody to create at Meta. */
export interface TemplateWish {
  /** The subject of the template, in the supervisor's words. */
  what: string
  /** The name of the supervisor, and the time at which the wish was recorded. */
  by: string
  at: string
}

export interface TemplateWishes {
  /** Returns the wishes, sorted alphabetically. */
  list(wabaId: string): Promise<TemplateWish[]>
  /** Records a wish, unless a wish with the same words exists. */
  note(wabaId: string, wish: TemplateWish): Promise<void>
  remove(wabaId: string, what: string): Promise<void>
}

/**
 * Reads the forms (WhatsApp Flows) of a WABA through AWS. All methods throw UpstreamFailure if the
 * call fails.
 */
export interface FormSource {
  list(wabaId: string): Promise<Omit<ListedForm, 'preview'>[]>
  /**
   * Returns the address of the form's preview. If `renew` is set, the previous address becomes
   * invalid. `until` is undefined if the answer of AWS contains no valid time.
   */
  preview(
    wabaId: string,
    id: string,
    options?: { renew: true },
  ): Promise<{ url: string; until?: string }>
}

/**
 * Reads the current state of a single form (WhatsApp Flow) through AWS. The method throws
 * UpstreamFailure if the call fails.
 */
export interface Forms {
  /** Returns the form, or undefined if the form does not exist. */
  get(wabaId: string, id: string): Promise<{ name: string; status: string } | undefined>
}

/** Reads templates from Meta through AWS. All methods throw UpstreamFailure if the call fails. */
export interface TemplateSource {
  /** Returns the ids of all WABAs that are linked to the AWS account. */
  wabas(): Promise<string[]>
  list(wabaId: string): Promise<ListedTemplate[]>
}
