// The widget in the agent workspace: in a sandboxed frame of another site, with the genuine
// packages @amazon-connect/app and contact.
import type { Frame } from 'playwright-core'
import { afterEach, expect, it } from 'vitest'
import { usualValues } from '../../sandbox/guesses.ts'
import { atTheBrowser, openTab, type Tab } from '../harness.ts'
import { workspaceSays } from './probe.ts'

const { sandbox, browser } = await atTheBrowser()
let tab: Tab | undefined

afterEach(async () => {
  await tab?.page.context().close()
  const { agentConsole, connect } = sandbox
  Object.assign(sandbox.guesses, usualValues())
  for (const { contactId, state, agent } of agentConsole.contacts())
    if (state === 'connected') agentConsole.end(contactId, agent!)
  for (const { contactId } of connect.panel.view('maria').contacts)
    connect.panel.clear(contactId, 'maria')
})

async function chatWith(customer: string): Promise<string> {
  sandbox.whatsapp.customerSends(customer, '+15550100', { type: 'text', text: { body: 'Hello!' } })
  await sandbox.clock.advance(1000)
  const { contactId } = sandbox.agentConsole
    .contacts()
    .find((contact) => contact.state === 'queued')!
  sandbox.agentConsole.accept(contactId, 'maria')
  return contactId
}

/**
 * Opens a page of the app in the workspace. As in production, the workspace and the app are on
 * different sites.
 */
async function open(app = '/probe.html?host=agent-workspace') {
  const workspace = sandbox.urls.page.replace('127.0.0.1', 'localhost')
  tab = await openTab(browser, `${workspace}workspace.html?app=${encodeURIComponent(app)}`)
  return tab.page
}

async function appOf(name: string): Promise<Frame> {
  const element = await tab!.page.locator(`iframe[title="WhatsApp, ${name}"]`).elementHandle()
  return (await element!.contentFrame())!
}

it('reports the contact of the app, the agent, and the customer’s number if the flow has copied it', async () => {
  const contactId = await chatWith('+15550142')

  await open()
  const shown = await workspaceSays(
    await appOf('Ana'),
    ({ agent, contacts: [contact] }) => agent && contact?.customerNumber && contact.subtype,
  )

  expect(shown).toMatchObject({
    connection: 'ready',
    signOuts: 0,
    currentContactId: contactId,
    agent: { name: 'Maria' },
    contacts: [
      { contactId, state: 'connected', subtype: 'connect:WhatsApp', customerNumber: '+15550142' },
    ],
  })
  expect(tab!.errors).toEqual([])
})

it('reports no number if the flow has not copied it, because the SDK has no other source', async () => {
  sandbox.guesses.copiedCustomerNumber = 'empty'
  await chatWith('+15550142')

  await open()
  const { contacts } = await workspaceSays(
    await appOf('Ana'),
    ({ contacts: [contact] }) => contact?.subtype,
  )

  expect(contacts[0]!.customerNumber).toBeUndefined()
})

it('opens one app for each contact, and each app knows only its own contact', async () => {
  const [ana, ben] = [await chatWith('+15550142'), await chatWith('+15550143')]

  await open()
  const [ofAna, ofBen] = await Promise.all(
    ['Ana', 'Ben'].map(async (name) =>
      workspaceSays(await appOf(name), ({ contacts: [contact] }) => contact?.customerNumber),
    ),
  )

  expect([
    ofAna!.contacts.map(({ contactId }) => contactId),
    ofBen!.contacts.map(({ contactId }) => contactId),
  ]).toEqual([[ana], [ben]])
})

it('shows the contact until its after-contact work ends, and then closes', async () => {
  await chatWith('+15550142')
  const page = await open()
  const app = await appOf('Ana')
  await workspaceSays(app, ({ contacts }) => contacts[0]?.state === 'connected')

  await page.getByRole('button', { name: 'End chat' }).click()
  await workspaceSays(app, ({ contacts }) => contacts[0]?.state === 'ended')
  await page.getByRole('button', { name: 'Close contact' }).click()
  await page.locator('#apps iframe').waitFor({ state: 'detached' })

  expect(tab!.errors).toEqual([])
})

it('reports that the host is lost if no workspace answers', async () => {
  tab = await openTab(browser, `${sandbox.urls.page}probe.html?host=agent-workspace`)

  const { connection } = await workspaceSays(tab.page, ({ connection }) => connection === 'lost')

  expect(connection).toBe('lost')
})

it('explains that the app belongs in the agent workspace if its page is opened outside of it', async () => {
  tab = await openTab(browser, `${sandbox.urls.page}widget/agent-workspace.html`)

  await tab.page.getByRole('alert').getByText('agent workspace').waitFor()

  expect(tab.errors).toEqual([])
})
