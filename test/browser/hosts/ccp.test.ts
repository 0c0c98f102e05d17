import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { smallPhoto } from '../../files/sample-files.ts'
import { usualValues } from '../../sandbox/guesses.ts'
import { atTheBrowser, openTab, SOON, type Tab } from '../harness.ts'
import { panelOf, probe, toTheCcp, workspaceSays } from './probe.ts'

const ana = '+15550142'
const ben = '+15550143'
const { sandbox, browser } = await atTheBrowser()
let tab: Tab | undefined

afterAll(() => tab?.page.context().close())
afterEach(async () => {
  if (tab) {
    await tab.page.unrouteAll({ behavior: 'ignoreErrors' })
    await tab.page.goto('about:blank')
    tab.errors.length = 0
  }
  const { agentConsole, connect } = sandbox
  Object.assign(sandbox.guesses, usualValues())
  for (const { contactId, state, agent } of agentConsole.contacts())
    if (state === 'connected') agentConsole.end(contactId, agent!)
  for (const { contactId, state } of connect.panel.view('maria').contacts) {
    if (state === 'connecting') agentConsole.accept(contactId, 'maria')
    if (state === 'connecting') agentConsole.end(contactId, 'maria')
    connect.panel.clear(contactId, 'maria')
  }
})

const writes = (customer: string, text: string) =>
  sandbox.whatsapp.customerSends(customer, '+15550100', { type: 'text', text: { body: text } })

async function chatWith(customer: string, text = 'Hello!'): Promise<string> {
  writes(customer, text)
  await sandbox.clock.advance(1000)
  const { contactId } = sandbox.agentConsole
    .contacts()
    .find((contact) => contact.state === 'queued')!
  sandbox.agentConsole.accept(contactId, 'maria')
  return contactId
}

async function open(host = 'ccp') {
  // All tests use the same tab, because a page loads in half the time if the browser already has a
  // renderer.
  tab ??= await openTab(browser, 'about:blank')
  await tab.page.goto(`${sandbox.urls.page}probe.html?host=${host}`)
  return tab.page
}

it.each(['ccp', 'own-ccp'])(
  'finds a chat that started before the page was opened, and finds the time of the customer’s last message (%s)',
  async (host) => {
    const contactId = await chatWith(ana, 'Are you there?')

    const page = await open(host)
    const { contacts, agent, currentContactId } = await workspaceSays(
      page,
      ({ contacts: [contact] }) => contact?.lastCustomerMessageAt,
    )

    expect(contacts).toMatchObject([
      {
        contactId,
        initialContactId: contactId,
        state: 'connected',
        subtype: 'connect:WhatsApp',
        customerName: 'Ana',
        customerNumber: ana,
      },
    ])
    expect(contacts[0]!.lastCustomerMessageAt).toBe(
      sandbox.agentConsole
        .transcript(contactId)
        .findLast(
          ({ ParticipantRole, Type }) => ParticipantRole === 'CUSTOMER' && Type === 'MESSAGE',
        )!.AbsoluteTime,
    )
    expect(agent).toMatchObject({ name: 'Maria', arn: expect.stringContaining(':instance/') })
    expect(currentContactId).toBe(contactId)
    expect(tab!.errors).toEqual([])
  },
)

it('follows a chat from its offer to its end, and removes it when the agent closes it', async () => {
  const page = await open()
  await workspaceSays(page, ({ connection }) => connection === 'ready')

  writes(ana, 'Hello!')
  await workspaceSays(page, ({ contacts }) => contacts[0]?.state === 'incoming')
  const panel = await panelOf(page)
  await panel.getByRole('button', { name: 'Accept chat' }).click()
  // The widget finds the customer's earlier messages only in the transcript, because Connect
  // reports no events about them.
  await workspaceSays(
    page,
    ({ contacts }) => contacts[0]?.state === 'connected' && contacts[0].lastCustomerMessageAt,
  )
  await panel.getByRole('button', { name: 'End chat' }).click()
  await workspaceSays(page, ({ contacts }) => contacts[0]?.state === 'ended')
  await panel.getByRole('button', { name: 'Close contact' }).click()

  const { contacts, currentContactId } = await workspaceSays(
    page,
    ({ contacts }) => contacts.length === 0,
  )
  expect({ contacts, currentContactId }).toEqual({ contacts: [], currentContactId: undefined })
  expect(tab!.errors).toEqual([])
})

it('receives the texts of customer and agent, and sends the agent’s text into the chat', async () => {
  const contactId = await chatWith(ana)
  const page = await open()
  const before = await workspaceSays(
    page,
    ({ contacts: [contact] }) => contact?.lastCustomerMessageAt,
  )

  writes(ana, 'One more thing')
  await workspaceSays(
    page,
    ({ contacts: [contact] }) =>
      contact!.lastCustomerMessageAt! > before.contacts[0]!.lastCustomerMessageAt!,
  )
  await (await panelOf(page)).getByRole('textbox', { name: 'Message' }).fill('Go on')
  await (await panelOf(page)).getByRole('button', { name: 'Send' }).click()
  const typed = await workspaceSays(page, ({ contacts: [contact] }) => contact?.lastAgentMessageAt)
  await probe(page, `sendChatText(${JSON.stringify(contactId)}, 'I am listening')`)
  await workspaceSays(
    page,
    ({ contacts: [contact] }) =>
      contact!.lastAgentMessageAt! > typed.contacts[0]!.lastAgentMessageAt!,
  )

  const messages = sandbox.agentConsole
    .transcript(contactId)
    .filter(({ ParticipantRole }) => ParticipantRole === 'AGENT')
  expect(messages.flatMap(({ Content }) => Content ?? [])).toEqual(['Go on', 'I am listening'])
})

it('sends a file through ChatJS after its scan, and refuses a file that Connect does not accept', async () => {
  const contactId = await chatWith(ana)
  const page = await open()
  await workspaceSays(page, ({ contacts: [contact] }) => contact?.lastCustomerMessageAt)
  // The tests' browser cannot resolve https://….s3….amazonaws.com, so the URL of the upload is
  // replaced by a URL of the sandbox.
  await page.route('**/participant/start-attachment-upload', async (route) => {
    const response = await route.fetch()
    const answer = await response.json()
    const { Url, HeadersToInclude } = answer.UploadMetadata ?? {}
    if (!Url) return route.fulfill({ response })
    const { host, pathname, search } = new URL(Url)
    const UploadMetadata = {
      Url: `${sandbox.urls.aws}${pathname}${search}`,
      HeadersToInclude: { ...HeadersToInclude, 'x-sandbox-host': host },
    }
    await route.fulfill({ response, json: { ...answer, UploadMetadata } })
  })
  /** Attaches a file as the page of a custom CCP does. */
  const attach = (name: string, type: string, bytes: Buffer) =>
    page.evaluate(`(async () => {
      const chat = await new connect.Contact(${JSON.stringify(contactId)}).getAgentConnection().getMediaController()
      const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (char) => char.charCodeAt(0))
      const attachment = new File([bytes], '${name}', { type: '${type}' })
      return chat.sendAttachment({ attachment }).then(() => 'sent', (error) => 'refused: ' + (error.reason ?? error.message ?? error))
    })()`)

  expect(await attach('valve.jpg', 'image/jpeg', smallPhoto())).toBe('sent')
  expect(await attach('valve.exe', 'application/x-msdownload', Buffer.from('MZ'))).toMatch(
    /^refused/,
  )
  await sandbox.clock.advance(5000)

  const files = sandbox.agentConsole
    .transcript(contactId)
    .flatMap(({ Attachments = [] }) => Attachments)
  expect(files).toMatchObject([{ AttachmentName: 'valve.jpg', Status: 'APPROVED' }])
  const shown = sandbox.whatsapp
    .screen(ana)
    .messages.filter(({ direction }) => direction === 'outbound')
  expect(shown.at(-1)).toMatchObject({ type: 'image' })
  await (await panelOf(page)).getByRole('log').locator('img').waitFor()
  expect(tab!.errors).toEqual([])
})

it.each([
  { only: 'panelCustomerEndpoint', number: ana },
  { only: 'panelInitialConnection', number: ana },
  { only: 'copiedCustomerNumber', number: ana },
  { only: 'none of them', number: undefined },
])('reads the customer’s number from any field of the contact: $only', async ({ only, number }) => {
  Object.assign(
    sandbox.guesses,
    {
      panelCustomerEndpoint: 'empty',
      panelInitialConnection: 'empty',
      copiedCustomerNumber: 'empty',
    },
    { [only]: 'filled' },
  )
  await chatWith(ana)

  const page = await open()
  const { contacts } = await workspaceSays(page, ({ contacts }) => contacts.length === 1)

  expect(contacts[0]!.customerNumber).toBe(number)
})

it('reports no number for a chat that the bridge started, because the CCP has no endpoint for it', async () => {
  sandbox.whatsapp.customerSends(ben, '+15550101', {
    type: 'text',
    text: { body: 'My dishwasher leaks.' },
  })
  const contactId = await vi.waitFor(async () => {
    await sandbox.clock.advance(1000)
    return sandbox.agentConsole.contacts().find(({ state }) => state === 'queued')!.contactId
  }, SOON)
  sandbox.agentConsole.accept(contactId, 'maria')

  const page = await open()
  const { contacts } = await workspaceSays(
    page,
    ({ contacts: [contact] }) => contact?.lastCustomerMessageAt,
  )

  expect(contacts).toMatchObject([{ contactId, subtype: 'connect:Chat', customerName: 'Ben' }])
  expect(contacts[0]!.customerNumber).toBeUndefined()
})

it('shows the chat that the agent views, also after the agent has switched to another chat', async () => {
  const first = await chatWith(ana)
  const second = await chatWith(ben, 'Hi')
  const page = await open()
  await workspaceSays(page, ({ contacts }) => contacts.length === 2)
  const panel = await panelOf(page)

  await panel.getByRole('button', { name: /^Ben/ }).click()
  await workspaceSays(page, ({ currentContactId }) => currentContactId === second)
  await panel.getByRole('button', { name: /^Ana/ }).click()

  const { currentContactId } = await workspaceSays(
    page,
    ({ currentContactId }) => currentContactId === first,
  )
  expect(currentContactId).toBe(first)
})

it('opens only one panel even if opening is requested several times', async () => {
  const contactId = await chatWith(ana)
  const page = await open()
  await workspaceSays(page, ({ contacts }) => contacts.length === 1)

  await probe(page, 'reopen()')
  const { contacts } = await workspaceSays(
    page,
    ({ contacts: [contact] }) => contact?.lastCustomerMessageAt,
  )

  expect(contacts[0]!.contactId).toBe(contactId)
  expect(await page.locator('iframe[name="Amazon Connect CCP"]').count()).toBe(1)
})

it('opens the panel again when its element in the page is replaced', async () => {
  await chatWith(ana)
  const page = await open()
  await workspaceSays(page, ({ contacts }) => contacts.length === 1)

  await probe(page, 'replaceContainer()')
  const { connection } = await workspaceSays(
    page,
    ({ connection, contacts }) => connection === 'ready' && contacts.length === 1,
  )

  expect(connection).toBe('ready')
  expect(await page.locator('iframe[name="Amazon Connect CCP"]').count()).toBe(1)
})

it('reports that the panel was lost, keeps its last state, and updates the state when it is back', async () => {
  await chatWith(ana)
  const page = await open()
  const before = await workspaceSays(
    page,
    ({ contacts: [contact] }) => contact?.lastCustomerMessageAt,
  )

  await toTheCcp(page, 'hang(true)')
  const lost = await workspaceSays(page, ({ connection }) => connection === 'lost', 20_000)
  writes(ana, 'Hello? Anybody?')
  // The panel displays this message, but does not report it to the widget while it hangs.
  await (await panelOf(page)).getByRole('log').getByText('Hello? Anybody?').waitFor()
  await toTheCcp(page, 'hang(false)')
  const after = await workspaceSays(
    page,
    ({ connection, contacts: [contact] }) =>
      connection === 'ready' &&
      contact!.lastCustomerMessageAt! > before.contacts[0]!.lastCustomerMessageAt!,
  )

  expect(lost.contacts).toEqual(before.contacts)
  expect(after.contacts).toHaveLength(1)
})

it('treats a chat on hold as still assigned to the agent, and still sends text', async () => {
  const contactId = await chatWith(ana)
  const page = await open()
  const { contacts } = await workspaceSays(
    page,
    ({ contacts: [contact] }) => contact?.lastCustomerMessageAt,
  )
  const customer = 'new connect.Agent().getContacts()[0].getActiveInitialConnection()'
  const onHold = () => page.evaluate(`${customer}.isOnHold()`)

  await page.evaluate(`new Promise((success, failure) => ${customer}.hold({ success, failure }))`)
  await expect.poll(onHold, SOON).toBe(true)
  await (await panelOf(page)).getByRole('button', { name: /Ana On hold/ }).waitFor()
  expect((await workspaceSays(page, () => true)).contacts).toEqual(contacts)
  await probe(page, `sendChatText(${JSON.stringify(contactId)}, 'One moment')`)
  await workspaceSays(page, ({ contacts: [contact] }) => contact?.lastAgentMessageAt)
  await (await panelOf(page)).getByRole('button', { name: 'Resume' }).click()
  await expect.poll(onHold, SOON).toBe(false)

  expect(sandbox.agentConsole.transcript(contactId).at(-1)).toMatchObject({
    ParticipantRole: 'AGENT',
    Content: 'One moment',
  })
})

it('removes a chat for the agent who has transferred it', async () => {
  const contactId = await chatWith(ana)
  const page = await open()
  await workspaceSays(page, ({ contacts }) => contacts.length === 1)

  await (await panelOf(page)).getByRole('button', { name: 'Transfer to Jonas' }).click()
  const { contacts } = await workspaceSays(page, ({ contacts }) => contacts[0]?.state === 'ended')

  expect(contacts[0]!.contactId).toBe(contactId)
  const [offered] = sandbox.connect.panel.view('jonas').contacts
  expect(offered).toMatchObject({ state: 'connecting', initialContactId: contactId })
  sandbox.agentConsole.accept(offered!.contactId, 'jonas')
})
