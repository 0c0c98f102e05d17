// The interfaces through which the template functions reach the outside world.

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
   * Returns the version of the current list and the time at which Meta was last asked, or undefined
   * before the first time.
   */
  head(wabaId: string): Promise<{ version: string; syncedAt: string } | undefined>
  list(wabaId: string): Promise<TemplateList | undefined>
  /**
   * Replaces the list of the version `before`, which is undefined if there was none. Returns false,
   * and changes nothing, if another list has been published in the meantime.
   */
  publish(
    wabaId: string,
    list: TemplateList,
    before: string | undefined,
    now: Date,
  ): Promise<boolean>
  /** Returns the time at which each definition was last read. The keys are those of `templateKeyOf`. */
  reads(wabaId: string): Promise<Map<string, string>>
  noteReads(wabaId: string, reads: ReadonlyMap<string, string>): Promise<void>
  /** `readAt` is when it was read from Meta. */
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
  /** `key` is a result of `templateKeyOf`. */
  forget(wabaId: string, key: string): Promise<void>
}

type NamedTemplate = Pick<ListedTemplate, 'name' | 'language'>

/** Stores what is known about the templates and numbers of a WABA besides the list. */
export interface TemplateWatch {
  read(wabaId: string): Promise<Watched>
  /** Adds a change to the history of the template, unless the change equals the last one. */
  noteChange(wabaId: string, template: NamedTemplate, change: TemplateChange): Promise<void>
  noteUse(wabaId: string, template: NamedTemplate, at: Date): Promise<void>
  /**
   * Records when these templates were last read one by one. The times of all other templates are
   * removed.
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
  /** Counts a contact, and whether the contact had the attribute. */
  noteAttribute(
    wabaId: string,
    attribute: string,
    seen: { isFilled: boolean; at: Date },
  ): Promise<void>
  forget(wabaId: string, template: NamedTemplate): Promise<void>
  /**
   * Takes calls out of the budget that Meta allows a WABA in an hour. Returns the number of calls
   * that may be made. The number is less than `wanted` if the budget is almost used up, and 0 if it
   * is used up.
   */
  takeCalls(wabaId: string, wanted: number, now: Date): Promise<number>
}

/** A problem that supervisors have been notified of, or are about to be. */
export interface KnownProblem {
  cause: string
  title: string
  /** What supervisors were told when the notice was last claimed. */
  meaning?: string
  since?: Date
  sentAt?: string
  /** The id of the task in Connect. */
  taskId?: string
}

/** Stores the problems of which supervisors have been notified in one way. */
export interface AttentionNotices {
  list(wabaId: string): Promise<KnownProblem[]>
  /**
   * Returns a value to exactly one caller, who then has to send the notice that the problem began or
   * that it is over. `token` stays the same until the notice is removed. `isFirst` says that nobody
   * has claimed the notice before.
   */
  claim(
    wabaId: string,
    notice: { cause: string; title: string; meaning?: string; since?: Date | undefined },
    why: 'begun' | 'over',
    at: Date,
  ): Promise<{ token: string; isFirst: boolean } | undefined>
  /**
   * Gives a claimed notice back, because it could not be sent. The next run claims the notice
   * again.
   */
  release(wabaId: string, cause: string): Promise<void>
  sent(wabaId: string, cause: string, at: Date, taskId?: string): Promise<void>
  remove(wabaId: string, cause: string): Promise<void>
}

export interface NoticeTopic {
  publish(notice: { subject: string; text: string }): Promise<void>
}

/** Creates tasks in Connect for supervisors. */
export interface NoticeTasks {
  /** Returns the id of the task. The same token always returns the same task. */
  start(task: { token: string; name: string; description: string }): Promise<string>
  /** Ends the task, wherever it is, after its description has been replaced. */
  end(taskId: string, description: string): Promise<void>
}

/** Stores the supervisors' curation of each WABA, and its changes of the last 30 days. */
export interface Curations {
  read(wabaId: string): Promise<StoredCuration>
  /**
   * Replaces the curation `before`. Returns undefined, and changes nothing, if another supervisor
   * has changed it in the meantime.
   */
  change(
    wabaId: string,
    before: StoredCuration,
    after: CurationState,
    by: { name: string; at: Date; undoes?: string; cause?: RecordedCause },
  ): Promise<CurationChange | undefined>
  /**
   * Returns the newest changes before the change with the id `earlierThan`, newest first: one more
   * than CHANGES_AT_A_TIME if there are that many.
   */
  changes(wabaId: string, earlierThan?: string): Promise<CurationChange[]>
  /** Finds a change by its id, however many were made after it. */
  changeOf(wabaId: string, id: string): Promise<CurationChange | undefined>
  /**
   * Adds templates that appeared at Meta to those that wait to be chosen, if the curation lets new
   * templates wait.
   */
  noteNew(wabaId: string, names: readonly string[], at: Date): Promise<void>
  /** Has new templates offered at once, unless somebody has already chosen what happens to them. */
  offerNewAtOnce(wabaId: string): Promise<void>
}

/** A filter of the supervisors' list, saved under a name for all supervisors of a WABA. */
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
  /** Returns the filters in the order of their names. */
  list(wabaId: string): Promise<SavedFilter[]>
  /** Replaces the filter of this name, if there is one. */
  save(wabaId: string, filter: SavedFilter): Promise<void>
  remove(wabaId: string, name: string): Promise<void>
}

/** Stores which words agents missed. */
export interface MissedByAgents {
  /** Records that this agent missed the word. The same word on the same day counts once. */
  note(phoneNumberId: string, missed: MissedWord, userId: string, at: Date): Promise<void>
  /** Returns the words that several agents used on one of these business numbers in the last days. */
  list(phoneNumberIds: readonly string[], now: Date): Promise<MissedLine[]>
}

/** Counts the sent and failed messages of each template, by the hour in which they were sent. */
export interface TemplateSends {
  /**
   * Adds an event to the counts. An event with a token that was counted before is not counted
   * again.
   */
  count(wabaId: string, event: SendEvent): Promise<void>
  /** Returns the counts of the hours from this time on. */
  since(wabaId: string, from: Date): Promise<HourOfSends[]>
}

/** A template of which many messages fail at the moment. */
export type FailingTemplate = Omit<Failing, 'since'> & { since: string }

/** Stores the settings and the state of the circuit breaker of each WABA. */
export interface TemplateBreakers {
  read(wabaId: string): Promise<{
    settings: BreakerSettings
    state: BreakerState
    failing: readonly FailingTemplate[]
  }>
  /** Stores the settings, and the supervisor who changed them. */
  set(wabaId: string, settings: BreakerSettings, by: { name: string; at: Date }): Promise<void>
  note(wabaId: string, state: BreakerState): Promise<void>
  noteFailing(wabaId: string, failing: readonly FailingTemplate[]): Promise<void>
}

/** A template that supervisors wish for. */
export interface TemplateWish {
  /** What the template should be about, in the supervisor's words. */
  what: string
  /** The name of the supervisor, and when the wish was noted. */
  by: string
  at: string
}

export interface TemplateWishes {
  /** Returns the wishes in alphabetical order. */
  list(wabaId: string): Promise<TemplateWish[]>
  /** Does nothing if there is a wish with the same words already. */
  note(wabaId: string, wish: TemplateWish): Promise<void>
  remove(wabaId: string, what: string): Promise<void>
}

/** Reads the forms (WhatsApp Flows) of a WABA through AWS. Throws UpstreamFailure if this fails. */
export interface FormSource {
  list(wabaId: string): Promise<Omit<ListedForm, 'preview'>[]>
  /**
   * Returns the address of the form's preview. With `renew`, the address that was returned before
   * becomes invalid. `until` is missing if the answer has no readable time.
   */
  preview(
    wabaId: string,
    id: string,
    options?: { renew: true },
  ): Promise<{ url: string; until?: string }>
}

/** Reads the present state of one form through AWS. Throws UpstreamFailure if this fails. */
export interface Forms {
  /** Returns undefined if there is no such form. */
  get(wabaId: string, id: string): Promise<{ name: string; status: string } | undefined>
}

/** Reads templates from Meta through AWS. Failures are UpstreamFailure. */
export interface TemplateSource {
  /** Returns the ids of all WABAs that are linked to the account. */
  wabas(): Promise<string[]>
  list(wabaId: string): Promise<ListedTemplate[]>
}
