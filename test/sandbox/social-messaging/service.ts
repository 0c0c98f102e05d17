// AWS End User Messaging Social.
import * as sdk from '@aws-sdk/client-socialmessaging'
import type { Clock } from '../clock.ts'
import { type GuessValues, usualValues } from '../guesses.ts'
import type { AwsApi, ConnectIntegration, NativeChannel } from '../links.ts'
import type { Service } from '../service.ts'
import type { WhatsApp } from '../whatsapp/network.ts'
import type { World } from '../world.ts'
import { accounts } from './accounts.ts'
import { destinations } from './destinations.ts'
import { createEvents, type Lost } from './events.ts'
import { flows } from './flows.ts'
import { media } from './media.ts'
import { native } from './native.ts'
import { withQuotas } from './quotas.ts'
import { createSends, send } from './send.ts'
import { signup } from './signup.ts'
import { createState, type SocialMessagingSettings } from './state.ts'
import { tags } from './tags.ts'
import { templates } from './templates.ts'

interface Parts {
  clock: Clock
  world: World
  whatsapp: WhatsApp
  api: AwsApi
  /**
   * Returns the emulated Connect. It is a function because Connect is created later, and needs this
   * service itself.
   */
  connect: () => ConnectIntegration
  guesses?: GuessValues
}

export interface SocialMessaging {
  service: Service
  native: NativeChannel
  settings: SocialMessagingSettings
  guesses: GuessValues
  /**
   * The events that could not be delivered: a permission, the topic or the instance was missing.
   */
  lost: readonly Lost[]
}

export function socialMessaging({ guesses = usualValues(), ...parts }: Parts): SocialMessaging {
  const state = createState({ ...parts, guesses })
  const sends = createSends(state)
  const { lost } = createEvents(state, sends)
  const operations = {
    ...accounts(state),
    ...destinations(state),
    ...flows(state),
    ...media(state),
    ...send(state, sends),
    ...signup(state),
    ...tags(state),
    ...templates(state),
  }
  const { settings } = state
  return {
    service: {
      signingName: 'social-messaging',
      sdk,
      operations: withQuotas(operations, parts.clock, () => settings.quotas),
    },
    native: native(state, sends),
    settings,
    guesses,
    lost,
  }
}
