// Lists what the agent has begun in a chat but not sent, so that they can continue after a reload.
import { COMPOSED, type DraftKind, FILE_PREFIX } from './composed-drafts.ts'
import type { DraftStore } from './draft-store.ts'

export type BegunDraft =
  | { is: 'template'; name: string; language: string }
  | { is: 'form'; kind: DraftKind }
  /** `count` is the number of chosen files. */
  | { is: 'files'; count: number }

const REACTION = 'reaction '

/** Returns the drafts, starting with the one that was changed last. */
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
  // Several drafts can belong to the same page, which is listed once: all files are on one page,
  // and so are all languages of a template.
  return [...new Map(found.toReversed().map((each) => [placeOf(each), each])).values()].toReversed()
}

const isFile = ({ name, language }: { name: string; language: string }) =>
  language === COMPOSED && name.startsWith(FILE_PREFIX)

const placeOf = (draft: BegunDraft): string =>
  draft.is === 'template' ? `template ${draft.name}` : draft.is === 'form' ? draft.kind : 'files'
