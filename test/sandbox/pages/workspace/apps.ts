// Runs third-party apps in the simulated agent workspace: one frame for each contact. The workspace
// and an app communicate by the protocol of @amazon-connect/app: the app sends the workspace a
// message port, over which the workspace then creates, starts, stops and destroys the app.
import type { PanelContact, PanelView } from '../../connect/panel.ts'
import { contactAnswers } from '../contact-answers.ts'
import { answerOver, type Subject } from '../sdk-subject.ts'

/** The frame's attribute `sandbox`, as CreateApplication sets it by default. */
const SANDBOX = 'allow-forms allow-popups allow-same-origin allow-scripts'
const PERMISSIONS = ['User.Details.View', 'Contact.Details.View', 'Contact.Attributes.View']

interface App {
  frame: HTMLIFrameElement
  instanceId: string
  contact: PanelContact
  subject: Subject | undefined
  stage: 'loading' | 'created' | 'running' | 'stopped' | 'destroying'
}

export interface Apps {
  /**
   * Updates the apps after a change of the agent's contacts or of the selection: opens an app for
   * each new connected contact, shows the app of the selected contact, and closes the apps of
   * cleared contacts.
   */
  show(panel: PanelView, selected: string | undefined): void
}

const TOPICS: Readonly<Record<PanelContact['state'], string>> = {
  connecting: 'contact/incoming',
  connected: 'contact/connected',
  ended: 'contact/acw',
  missed: 'contact/missed',
}

export function createApps(container: HTMLElement, accessUrl: string): Apps {
  const apps = new Map<string, App>()
  let panel: PanelView | undefined
  let selected: string | undefined

  window.addEventListener('message', ({ source, data, ports }) => {
    const app = [...apps.values()].find(({ frame }) => frame.contentWindow === source)
    const [port] = ports
    if (!app || !port || data?.type !== 'connect-app-host-init') return
    const ask = contactAnswers(
      () => panel!,
      () => app.contact.contactId,
    )
    app.subject = answerOver(port, ask, (message) => heard(app, message))
    app.stage = 'loading'
    lifecycle(app, 'create')
  })

  function heard(app: App, { type, stage }: { type: string; stage?: string }) {
    if (type === 'closeApp') return close(app)
    if (type !== 'appLifecycleHandlerCompleted') return
    if (stage === 'destroy') return close(app)
    app.stage = 'created'
    attend(app)
  }

  function close(app: App) {
    app.frame.remove()
    apps.delete(app.contact.contactId)
  }

  function lifecycle({ subject, instanceId, contact }: App, stage: string) {
    const config = {
      _type: 'iframe',
      arn: `${panel!.instance.arn}/application/${instanceId}`,
      namespace: 'com.example.whatsapp',
      id: instanceId,
      name: 'WhatsApp',
      description: 'WhatsApp templates and media',
      accessUrl,
      permissions: PERMISSIONS,
    }
    const scope = { type: 'contact', contactId: contact.contactId }
    subject?.send({
      type: 'appLifecycle',
      stage,
      instanceId,
      appInstanceId: instanceId,
      config,
      appConfig: config,
      scope,
      contactScope: scope,
      launchedBy: { type: 'internal' },
      parameters: {},
      region: panel!.instance.region,
    })
  }

  /** Shows and starts the app if its contact is selected, and otherwise hides and stops it. */
  function attend(app: App) {
    const wanted = app.contact.contactId === selected
    app.frame.hidden = !wanted
    if (
      app.stage === 'loading' ||
      app.stage === 'destroying' ||
      wanted === (app.stage === 'running')
    )
      return
    if (!wanted && app.stage === 'created') return
    app.stage = wanted ? 'running' : 'stopped'
    lifecycle(app, wanted ? 'start' : 'stop')
  }

  function open(contact: PanelContact): App {
    const frame = document.createElement('iframe')
    frame.title = `WhatsApp, ${contact.customerName}`
    frame.src = accessUrl
    frame.allow = 'clipboard-write'
    frame.setAttribute('sandbox', SANDBOX)
    container.append(frame)
    return { frame, instanceId: crypto.randomUUID(), contact, subject: undefined, stage: 'loading' }
  }

  function tell({ subject, contact }: App, key: string) {
    const { contactId, initialContactId, segmentAttributes } = contact
    const subtype = (segmentAttributes as Record<string, { ValueString?: string }>)[
      'connect:Subtype'
    ]?.ValueString
    subject?.publish(key, contactId, { contactId, initialContactId, type: 'chat', subtype })
  }

  return {
    show(next, looked) {
      panel = next
      selected = looked
      for (const contact of panel.contacts) {
        const app = apps.get(contact.contactId)
        if (app && app.contact.state !== contact.state) {
          app.contact = contact
          tell(app, TOPICS[contact.state])
        }
        // A contact gets its app only when the agent has accepted it.
        if (!app && contact.state === 'connected') apps.set(contact.contactId, open(contact))
      }
      for (const app of [...apps.values()]) {
        if (
          !panel.contacts.some(({ contactId }) => contactId === app.contact.contactId) &&
          app.stage !== 'destroying'
        ) {
          tell(app, 'contact/cleared')
          app.stage = 'destroying'
          lifecycle(app, 'destroy')
        }
        attend(app)
      }
    },
  }
}
