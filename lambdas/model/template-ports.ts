// What the template functions need of the world.
import type { CurationRule } from '#whatsapp/templates/curation'
import type { ListedTemplate, TemplateList } from './template-list.ts'

/** Our copy of what Meta has. */
export interface TemplateStore {
  /** What the current list is called and when Meta was last asked; undefined before the first time. */
  head(wabaId: string): Promise<{ version: string; syncedAt: string } | undefined>
  list(wabaId: string): Promise<TemplateList | undefined>
  publish(wabaId: string, list: TemplateList, now: Date): Promise<void>
  /** When each definition was last read, by `keyOf`. */
  reads(wabaId: string): Promise<Map<string, string>>
  noteReads(wabaId: string, reads: ReadonlyMap<string, string>): Promise<void>
  definition(wabaId: string, name: string, language: string): Promise<unknown>
  keep(
    wabaId: string,
    template: Pick<ListedTemplate, 'name' | 'language'>,
    definition: unknown,
  ): Promise<void>
  /** By `keyOf`. */
  forget(wabaId: string, key: string): Promise<void>
}

/** What supervisors have laid down. Written by `connect-whatsapp curation apply`. */
export interface Curations {
  rules(wabaId: string): Promise<readonly CurationRule[]>
}

/** Meta's side, through AWS. Failures are UpstreamFailure. */
export interface TemplateSource {
  /** Every WABA linked to the account. */
  wabas(): Promise<string[]>
  listed(wabaId: string): Promise<ListedTemplate[]>
}
