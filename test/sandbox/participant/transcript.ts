import type { Core } from '../connect/core.ts'
import { refusal } from '../connect/errors.ts'
import { cursor, nextToken } from '../connect/paging.ts'
import type { Item } from '../connect/records.ts'
import type { Operation } from '../service.ts'
import { speaker } from './tokens.ts'

// https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_GetTranscript.html
const DEFAULT_RESULTS = 10
const MAX_RESULTS = 100

export function transcriptOperations(core: Core): Record<string, Operation> {
  return {
    GetTranscript(input) {
      const { chat } = speaker(core, input.ConnectionToken)
      const {
        ContactId,
        StartPosition,
        SortOrder = 'DESCENDING',
        MaxResults = DEFAULT_RESULTS,
      } = input
      if (MaxResults < 0 || MaxResults > MAX_RESULTS)
        throw refusal('ValidationException', `MaxResults is ${MaxResults}; at most ${MAX_RESULTS}`)
      if (ContactId && !chat.contacts.some(({ id }) => id === ContactId)) {
        throw refusal('ValidationException', 'ContactId is not of the current contact chain')
      }
      const forward =
        (input.ScanDirection ?? (StartPosition ? 'FORWARD' : 'BACKWARD')) === 'FORWARD'
      // The page token contains an item's id instead of an index, because the transcript may grow
      // before the next page is read.
      const at = cursor('GetTranscript', input, 'ValidationException')
      const scanned = scan(chat.transcript, at ? { Id: at } : StartPosition, forward)
      const { transcriptIds, transcriptPages } = core.guesses
      const count = transcriptPages === 'one-item' ? 1 : MaxResults
      const found = scanned.slice(0, count)
      const next = scanned[count]
      const ascending = forward === (SortOrder === 'ASCENDING')
      return {
        InitialContactId: chat.id,
        Transcript: (ascending ? found : found.reverse()).map(({ InitialContactId: _, ...item }) =>
          transcriptIds === 'as-streamed' ? item : { ...item, Id: otherId(item.Id) },
        ),
        NextToken: next && nextToken('GetTranscript', input, next.Id),
      }
    },
  }
}

const otherId = (id: string) => [...id].reverse().join('')

interface Position {
  Id?: string
  AbsoluteTime?: string
  MostRecent?: number
}

/**
 * Returns the items from the start position to the end or, if `forward` is false, back to the
 * beginning, in this order.
 */
function scan(items: readonly Item[], start: Position | undefined, forward: boolean): Item[] {
  const at = startIndex(items, start, forward)
  return forward ? items.slice(at) : items.slice(0, at + 1).reverse()
}

function startIndex(items: readonly Item[], start: Position | undefined, forward: boolean): number {
  if (!start) return forward ? 0 : items.length - 1
  const { Id, AbsoluteTime, MostRecent } = start
  if (MostRecent !== undefined) return Math.max(0, items.length - MostRecent)
  if (AbsoluteTime !== undefined) {
    const earlier = items.filter((item) => item.AbsoluteTime < AbsoluteTime).length
    const sameTime = items[earlier]?.AbsoluteTime === AbsoluteTime
    return forward || sameTime ? earlier : earlier - 1
  }
  // StartPosition may be empty: ChatJS always sends StartPosition, even if the caller of
  // getTranscript passed none.
  if (Id === undefined) return forward ? 0 : items.length - 1
  const at = items.findIndex((item) => item.Id === Id)
  if (at < 0) throw refusal('ValidationException', 'StartPosition names no item of the transcript')
  return at
}
