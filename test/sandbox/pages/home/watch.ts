// The state of the sandbox that the page shows. The control API pushes the state.
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
  /** The virtual time is the browser's time plus this. */
  offset: number
  businesses: Business[]
  screens: Screen[]
  contacts: ConsoleContact[]
  faults: ActiveFault[]
  calls: CallRecord[]
  story: StoryState
}
