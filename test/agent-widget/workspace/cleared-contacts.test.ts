import { expect, it } from 'vitest'
import { snapshotStore } from '../../../agent-widget/browser/snapshot-store.ts'
import { reportClearedContacts } from '../../../agent-widget/workspace/cleared-contacts.ts'
import type {
  WorkspaceContact,
  WorkspaceSnapshot,
} from '../../../agent-widget/workspace/workspace.ts'

type Connection = WorkspaceSnapshot['connection']

const contact = (contactId: string): WorkspaceContact => ({
  contactId,
  initialContactId: contactId,
  subtype: undefined,
  state: 'connected',
  customerName: undefined,
  customerNumber: undefined,
  attributes: {},
  lastCustomerMessageAt: undefined,
  lastAgentMessageAt: undefined,
  agentTexts: [],
})
const panel = (connection: Connection, ...ids: string[]): WorkspaceSnapshot => ({
  connection,
  agent: undefined,
  signOuts: 0,
  contacts: ids.map(contact),
  currentContactId: ids[0],
})

function reporting(before: WorkspaceSnapshot) {
  const workspace = snapshotStore(before)
  const cleared: string[] = []
  const stop = reportClearedContacts(workspace, {
    async cleared(contactId) {
      cleared.push(contactId)
      throw new Error('the API does not answer')
    },
  })
  return { workspace, cleared, stop }
}

it('reports once that the contact control panel no longer lists a contact', () => {
  const { workspace, cleared } = reporting(panel('ready', 'one'))

  workspace.set(panel('ready', 'one', 'two'))
  workspace.set(panel('ready', 'two'))
  workspace.set(panel('ready', 'two'))

  expect(cleared).toEqual(['one'])
})

it.each<Connection>(['lost', 'signed_out', 'connecting'])(
  'does not report contacts as cleared while the contact control panel is in the state %s',
  (connection) => {
    const { workspace, cleared } = reporting(panel('ready', 'one', 'two'))

    workspace.set(panel(connection))
    workspace.set(panel('ready', 'two'))

    expect(cleared).toEqual(['one'])
  },
)

it('reports no contact after the reports were stopped', () => {
  const { workspace, cleared, stop } = reporting(panel('ready', 'one'))

  stop()
  workspace.set(panel('ready'))

  expect(cleared).toEqual([])
})
