// What an agent has begun in a chat and not sent yet, so that it is found again after a reload.
import { COMPOSED, type DraftKind, FILE_PREFIX } from './composed-drafts.ts'
import type { DraftStore } from './draft-store.ts'

export type BegunDraft =
  | { is: 'template'; name: string; language: string }
  | { is: 'form'; kind: DraftKind }
  /** `count`: how many files are chosen. */
  | { is: 'files'; count: number }

const REACTION = 'reaction '

/** The one that was changed last comes first. */
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
  // All files are sent with one form, and a template in two languages is opened once.
  return [...new Map(found.toReversed().map((each) => [placeOf(each), each])).values()].toReversed()
}

const isFile = ({ name, language }: { name: string; language: string }) =>
  language === COMPOSED && name.startsWith(FILE_PREFIX)

const placeOf = (draft: BegunDraft): string =>
  draft.is === 'template' ? `template ${draft.name}` : draft.is === 'form' ? draft.kind : 'files'
