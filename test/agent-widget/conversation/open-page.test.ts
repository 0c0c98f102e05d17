import { expect, it } from 'vitest'
import { closeSent, panelState } from '../../../agent-widget/conversation/open-page.ts'
import { aStorage } from '../drafts/tabs.ts'

const form = { is: 'template', name: 'order_ready', language: 'en_US', isChosen: true } as const

it('reopens the last page after a reload only if agent and chat are the same', () => {
  const tab = aStorage()
  const before = panelState('c-1', tab, 'maria')
  before.set({ ...before.getSnapshot(), open: form })

  expect(panelState('c-1', tab, 'maria').getSnapshot().open).toEqual(form)
  expect(panelState('c-2', tab, 'maria').getSnapshot().open).toEqual({ is: 'tabs' })
  expect(panelState('c-1', tab, 'jonas').getSnapshot().open).toEqual({ is: 'tabs' })
})

it.each([
  ['the same template', { type: 'template', shows: { template: 'order_ready' } }, 'tabs'],
  ['another template', { type: 'template', shows: { template: 'survey' } }, 'template'],
  ['a text', { type: 'text', shows: { text: 'Hello' } }, 'template'],
] as const)(
  'closes the form of a template only after that template was sent (sent: %s)',
  (_, reply, is) => {
    const panel = panelState('c-1', undefined)
    panel.set({ ...panel.getSnapshot(), open: form })

    closeSent(panel, reply)

    expect(panel.getSnapshot().open.is).toBe(is)
  },
)
