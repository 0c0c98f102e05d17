// Helpers for probe.html, a page of the sandbox that displays what the widget learns from Connect's
// workspace, beside the agent's panel.
import type { Frame, Page } from 'playwright-core'
import { vi } from 'vitest'
import type {
  WorkspaceContact,
  WorkspaceSnapshot,
} from '../../../agent-widget/workspace/workspace.ts'
import { frameAt } from '../harness.ts'

type Shown = Omit<WorkspaceSnapshot, 'contacts'> & {
  contacts: (Omit<WorkspaceContact, 'lastCustomerMessageAt' | 'lastAgentMessageAt'> & {
    lastCustomerMessageAt?: string
    lastAgentMessageAt?: string
  })[]
}

/**
 * Waits until the page displays a snapshot of the workspace for which `wanted` returns a truthy
 * value, and returns the snapshot.
 */
export const workspaceSays = (
  frame: Frame | Page,
  wanted: (shown: Shown) => unknown,
  timeout = 12_000,
): Promise<Shown> =>
  vi.waitFor(
    async () => {
      const shown: Shown = JSON.parse(
        (await frame.locator('pre').textContent()) || '{"contacts":[]}',
      )
      if (!wanted(shown))
        throw new Error(`the workspace did not come to say so; it says ${JSON.stringify(shown)}`)
      return shown
    },
    { timeout, interval: 50 },
  )

export const panelOf = (page: Page): Promise<Frame> => frameAt(page, /\/ccp\.html$/)

/** Calls a function of the page for which the page has no button. */
export const probe = (page: Page | Frame, call: string) => page.evaluate(`window.probe.${call}`)

/** Calls a function of the CCP for which the panel has no button. */
export const toTheCcp = async (page: Page, call: string) =>
  (await panelOf(page)).evaluate(`window.simulatedCcp.${call}`)
