// Emulates Amazon Connect and its participant service, and acts as the agents.
import * as connectSdk from '@aws-sdk/client-connect'
import type { GuessValues } from '../guesses.ts'
import type { ConnectIntegration } from '../links.ts'
import { participantService } from '../participant/participant.ts'
import type { Service } from '../service.ts'
import { type AgentConsole, createAgentConsole } from './agent-console.ts'
import { approvedOriginOperations } from './approved-origins.ts'
import { dropContacts } from './chat.ts'
import { chatContactOperations } from './chat-contacts.ts'
import { contactOperations } from './contacts.ts'
import { type ConnectSettings, type ConnectSetup, createCores } from './core.ts'
import { flowAssociationOperations } from './flow-associations.ts'
import { flowOperations } from './flows.ts'
import { instanceOperations } from './instance.ts'
import { byName, perInstance } from './instances.ts'
import { integrationAssociationOperations } from './integration-associations.ts'
import { lambdaFunctionOperations } from './lambda-functions.ts'
import { nativeIntegration } from './native-inbound.ts'
import { createPanel, type Panel } from './panel.ts'
import { participantOperations } from './participants.ts'
import { phoneNumberOperations } from './phone-numbers.ts'
import { routingProfileOperations } from './routing-profiles.ts'
import { searchContactOperations } from './search-contacts.ts'
import { securityProfileOperations } from './security-profiles.ts'
import { storageOperations } from './storage.ts'
import { streamingOperations } from './streaming.ts'
import { tagOperations } from './tags.ts'
import { taskOperations } from './tasks.ts'
import { throttled } from './throttles.ts'
import { userOperations } from './users.ts'

export interface Connect {
  readonly service: Service
  readonly participant: Service
  /** The operations of Connect that social messaging calls. */
  readonly integration: ConnectIntegration
  readonly agentConsole: AgentConsole
  readonly panel: Panel
  /**
   * Returns a file of a chat that an agent may open, or undefined if the file does not exist or was
   * not approved.
   */
  attachment(id: string): Promise<{ body: Buffer; contentType: string; name: string } | undefined>
  /**
   * Ends all chats and tasks without publishing events and without adding items to their
   * transcripts.
   */
  drop(): void
  /** The settings may be changed at any time. */
  readonly settings: ConnectSettings
  readonly guesses: GuessValues
}

export function connect(setup: ConnectSetup): Connect {
  const instances = createCores(setup)
  const [core] = instances
  const operations = perInstance(instances, byName, (each) => ({
    ...instanceOperations(each, instances),
    ...userOperations(each),
    ...phoneNumberOperations(each),
    ...flowOperations(each),
    ...flowAssociationOperations(each),
    ...lambdaFunctionOperations(each),
    ...storageOperations(each),
    ...integrationAssociationOperations(each),
    ...approvedOriginOperations(each),
    ...securityProfileOperations(each),
    ...routingProfileOperations(each),
    ...chatContactOperations(each),
    ...contactOperations(each),
    ...streamingOperations(each),
    ...participantOperations(each),
    ...searchContactOperations(each),
    ...tagOperations(each),
    ...taskOperations(each),
  }))
  return {
    service: {
      signingName: 'connect',
      sdk: connectSdk,
      operations: throttled(core, 'connect', operations),
    },
    participant: participantService(instances),
    integration: nativeIntegration(instances),
    agentConsole: createAgentConsole(core),
    panel: createPanel(core),
    async attachment(id) {
      const file = core.attachments.get(id)
      if (file?.status !== 'APPROVED') return undefined
      const { body } = await core.api.readObject(file.bucket, file.key)
      return { body, contentType: file.contentType, name: file.name }
    },
    drop() {
      for (const each of instances) dropContacts(each)
    },
    settings: core.settings,
    guesses: core.guesses,
  }
}
