// Lists everything that an agent has begun in a chat and not sent yet, so that it can be continued
// after a reload.
import { COMPOSED, type DraftKind, FILE_PREFIX } from './composed-drafts.ts'
import type { DraftStore } from './draft-store.ts'

export type BegunDraft =
  | { is: 'template'; name: string; language: string }
  | { is: 'form'; kind: DraftKind }
  /** `count` is the number of chosen files. */
  | { is: 'files'; count: number }

const REACTION = 'reaction '

/** Returns the drafts. The draft that was changed last comes first. */
export function begunDrafts(drafts: Pick<DraftStore, 'all'>, contactId: string): BegunDraft[] {
  const all = drafts.all(contactId)
  const count = all.filter(({ key }) => isFile(key)).length
  const found = all.flatMap(({ key, draft }): BegunDraft[] => {
    if (isFile(key)) return [{ is: 'files', count }]
    if (!draft.begun || (key.language === COMPOSED && key.name.startsWith(REACTION))) return []
    return key.language === COMPOSED
      ? [{ is: 'form', kind: key.name as DraftKind }]
      : [{ is: 'template', name: key.name, language: key.language }]
  })
  // All files have one form, and a template has one page, so drafts with the same page are listed
  // once.
  return [...new Map(found.toReversed().map((each) => [placeOf(each), each])).values()].toReversed()
}

const isFile = ({ name, language }: { name: string; language: string }) =>
  language === COMPOSED && name.startsWith(FILE_PREFIX)

const placeOf = (draft: BegunDraft): string =>
  draft.is === 'template' ? `template ${draft.name}` : draft.is === 'form' ? draft.kind : 'files'
