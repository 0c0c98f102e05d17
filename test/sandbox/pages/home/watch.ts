// Receives the state of the sandbox, which the control API sends whenever it changes.
import type { CallRecord } from '../../aws/calls.ts'
import type { ConsoleContact } from '../../connect/agent-console.ts'
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
  /** The milliseconds to add to the browser's time to get virtual time. */
  offset: number
  businesses: Business[]
  screens: Screen[]
  contacts: ConsoleContact[]
  faults: ActiveFault[]
  calls: CallRecord[]
  story: StoryState
}
