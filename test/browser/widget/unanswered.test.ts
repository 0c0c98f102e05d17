// The messages of agents that no customer has answered: their list, and an answer that arrives
// after the chat has ended.
import { randomUUID } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import { startInOurFlows } from '../../scenarios/our-flows.ts'
import { SOON } from '../harness.ts'
import {
  aCustomer,
  arrived,
  bridged,
  choose,
  flaws,
  native,
  overflow,
  sendButton,
  widgetOf,
} from './harness.ts'
import { startHarness } from './start-harness.ts'

const harness = await startHarness()

it('lists unanswered messages of ended chats, and lets the agent withdraw one or write to the customer again', async () => {
  const { sandbox } = harness
  const customer = aCustomer()
  const contactId = await harness.chatWith(customer)
  const reply = async (message: object, beside: object = {}) => {
    const { status } = await fetch(`${sandbox.urls.api}/contacts/${contactId}/replies`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await sandbox.signIn('maria')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ requestId: randomUUID(), message, ...beside }),
    })
    expect(status).toBe(202)
  }
  await sandbox.clock.advance(24.1 * 60 * 60_000)
  await reply({ type: 'text', body: 'We are open until six.' }, { hold: true })
  await reply({
    type: 'template',
    name: 'nossa_loja',
    language: 'pt_BR',
    values: { 'body.1': 'Benedita' },
  })
  await sandbox.clock.advance(10_000)
  sandbox.agentConsole.end(contactId, 'maria')
  sandbox.connect.panel.clear(contactId, 'maria')

  const page = await harness.open({ viewport: { width: 720, height: 600 } })
  const widget = widgetOf(page)
  await widget.getByText('No chat is open').waitFor()
  await widget.getByRole('button', { name: 'Unanswered' }).click()
  await widget.getByRole('heading', { name: 'Not answered yet' }).waitFor()
  const entry = widget.getByRole('listitem').filter({ hasText: customer })
  await entry.getByText('1 message follows when the customer answers').waitFor()
  expect(await entry.textContent()).toContain('Nossa loja')
  expect(await flaws(page)).toEqual([])
  expect(await overflow(page)).toBe(0)

  await entry.getByRole('button', { name: /^Cancel the waiting message: We are open/ }).click()
  await expect.poll(() => entry.getByText('follows when').count()).toBe(0)
  await entry.getByRole('button', { name: 'Write again' }).click()
  await widget.getByRole('heading', { name: 'Nossa loja' }).waitFor()
  expect(await widget.getByRole('textbox').first().inputValue()).toBe('Benedita')
  await widget.getByText('This is not the chat that is open beside the widget.').waitFor()
  await widget.getByRole('textbox').first().fill('Bento')
  await widget.getByRole('button', { name: 'Send', exact: true }).click()
  await expect
    .poll(() => JSON.stringify(harness.phoneOf(customer)), { timeout: 20_000 })
    .toContain('Bento')

  await widget.getByRole('button', { name: 'Not answered yet' }).click()
  await entry.getByRole('button', { name: 'Open' }).click()
  await widget.getByRole('tab', { name: 'Sent (3)' }).waitFor()
})

it('offers the customer’s answer on the next day to the agent who sent the template (native and bridged)', async () => {
  const { sandbox } = harness
  const { agentConsole, clock, connect } = sandbox
  const flows = await startInOurFlows(sandbox)
  onTestFinished(() => flows.restore())
  const customers = [
    [aCustomer(), native, 'nossa_loja', 'Nossa loja'],
    [aCustomer(), bridged, 'hello_again', 'Hello again'],
  ] as const
  const contacts: string[] = []
  const page = await harness.open()
  const panel = page.frameLocator('iframe[name="Amazon Connect CCP"]')
  const widget = widgetOf(page)
  for (const [customer, number, template] of customers) {
    const contactId = await harness.chatWith(customer, number)
    contacts.push(contactId)
    await widget.getByRole('heading', { name: customer }).waitFor(SOON)
    await choose(page, template)
    if (number === native) await widget.getByRole('textbox').first().fill('Benedita')
    await sendButton(page).click()
    await arrived(page)
    await panel.getByRole('button', { name: 'End chat' }).click()
    await panel.getByRole('button', { name: 'Close contact' }).click()
    await widget.getByText('No chat is open').waitFor(SOON)
  }

  await clock.advance(20 * 60 * 60_000)
  for (const [customer, number, , title] of customers) {
    harness.writes(customer, 'Yes, please', number)
    await clock.advance(2_000)
    const offered = agentConsole.contacts().find(({ state }) => state === 'queued')!
    expect(offered.agent).toBe('maria')
    expect(contacts).not.toContain(offered.contactId)

    await panel.getByRole('button', { name: 'Accept chat' }).click()
    await widget.getByRole('heading', { name: customer }).waitFor(SOON)
    if (number === bridged)
      await widget.getByText('writes to Lighthouse Repairs (+15550101)').waitFor()
    const story = widget.locator('.aw-latest')
    await story.getByText('The customer is replying to:').waitFor(SOON)
    await story.getByText(title).waitFor()
    agentConsole.end(offered.contactId, 'maria')
    connect.panel.clear(offered.contactId, 'maria')
  }
  expect(harness.tab.errors).toEqual([])
})
