// The kinds of message that agents can compose. `capabilities` (lambdas/whatsapp/capabilities.ts)
// determines which kinds a chat supports.
import type { IconProps } from '@cloudscape-design/components/icon'
import { type Action, type Capability, capabilities, type Mode } from '#whatsapp/capabilities'
import type { DraftKind } from '../drafts/composed-drafts.ts'

/**
 * `customer` is the page on which the agent answers one of the customer's messages, or reacts to
 * it.
 */
export type Kind = DraftKind | 'files' | 'customer'

export const KINDS = {
  text: { needs: 'text', icon: 'edit' },
  files: { needs: 'captioned_media', icon: 'upload' },
  location: { needs: 'location', icon: 'location-pin' },
  contacts: { needs: 'contacts', icon: 'user-profile' },
  buttons: { needs: 'interactive', icon: 'check' },
  list: { needs: 'interactive', icon: 'list-view' },
  cta_url: { needs: 'interactive', icon: 'external' },
  location_request: { needs: 'interactive', icon: 'map' },
  form: { needs: 'interactive', icon: 'insert-row' },
  customer: { needs: 'reaction', icon: 'face-happy' },
} as const satisfies Record<Kind, { needs: Action; icon: IconProps.Name }>

export const capabilityOf = (kind: Kind, mode: Mode): Capability =>
  capabilities[mode][KINDS[kind].needs]
