// Everything the page shows of the sandbox, pushed by its control API.
import type { CallRecord } from '../../aws/calls.ts'
import type { DeskContact } from '../../connect/agent-console.ts'
import type { StoryState } from '../../scene/story-state.ts'
import type { Screen, ShownMessage } from '../../whatsapp/screen.ts'

export type { CallRecord, ShownMessage }

export interface Business {
  number: string
  displayName: string
  mode: 'native' | 'bridged'
}

export interface ActiveFault {
  id: number
  kind: string
  service?: string
  operation?: string
  struck: number
}

export interface Watched {
  /** Virtual time is the browser's plus this. */
  offset: number
  businesses: Business[]
  screens: Screen[]
  contacts: DeskContact[]
  faults: ActiveFault[]
  calls: CallRecord[]
  story: StoryState
}
