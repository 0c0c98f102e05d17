// What can be composed, and what of it this chat's mode allows: from the core's capabilities, never guessed here.
import type { IconProps } from '@cloudscape-design/components/icon'
import { type Action, type Capability, capabilities, type Mode } from '#whatsapp/capabilities'
import type { Drafted } from '../drafts/composed-drafts.ts'

/** `customer`: answering a particular message, or reacting to it. */
export type Kind = Drafted | 'files' | 'customer'

export const KINDS = {
  text: { needs: 'text', icon: 'edit' },
  files: { needs: 'captioned_media', icon: 'upload' },
  location: { needs: 'location', icon: 'location-pin' },
  contacts: { needs: 'contacts', icon: 'user-profile' },
  buttons: { needs: 'interactive', icon: 'check' },
  list: { needs: 'interactive', icon: 'list-view' },
  customer: { needs: 'reaction', icon: 'face-happy' },
} as const satisfies Record<Kind, { needs: Action; icon: IconProps.Name }>

export const capabilityOf = (kind: Kind, mode: Mode): Capability =>
  capabilities[mode][KINDS[kind].needs]
